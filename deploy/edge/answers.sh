#!/bin/sh
# Asks for the page's health through the edge. The Alpine image has wget, others bash.
if command -v wget >/dev/null; then
  exec wget -q -T 4 -O /dev/null http://127.0.0.1:8080/healthz
fi
exec timeout 4 bash -c '
  exec 3<>/dev/tcp/127.0.0.1/8080
  printf "GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n" >&3
  read -r _ status _ <&3
  [ "$status" = 200 ]'
