// So that a service needs no dependency of its own to fill the registry it hands to its HTTP server.
export { Counter, Gauge, Histogram, Registry } from 'prom-client';
