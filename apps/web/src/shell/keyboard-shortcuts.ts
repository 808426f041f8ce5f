/** Every key of the map page, as the help shows them. */
export const shortcuts = [
  { keys: ['/'], does: 'Find a driver, or choose from those in view' },
  { keys: ['↑', '↓', '←', '→'], does: 'Move the map' },
  { keys: ['+', '−'], does: 'Zoom in and out' },
  { keys: ['f'], does: 'Follow the selected driver, or stop' },
  { keys: ['c'], does: 'Colour cars by status or by speed' },
  { keys: ['Esc'], does: 'Back: stop following, then close the card' },
  { keys: ['?'], does: 'Show this help' },
] as const;
