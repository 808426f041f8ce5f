// deck.gl is fetched when the benchmark runs and is no dependency: this is what the page uses of it.
declare module '@deck.gl/core' {
  export class Deck {
    constructor(properties: object);
    setProps(properties: object): void;
  }
}
declare module '@deck.gl/layers' {
  export class ScatterplotLayer {
    constructor(properties: object);
  }
}
