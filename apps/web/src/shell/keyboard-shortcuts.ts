/** Every key of the map page, as the help shows them. */
export const shortcuts = [
  { keys: ['/'], does: 'Find a driver or a street, or choose from those in view' },
  { keys: ['↑', '↓', '←', '→'], does: 'Move the map' },
  { keys: ['+', '−'], does: 'Zoom in and out' },
  { keys: ['f'], does: 'Follow the selected driver, or stop' },
  { keys: ['c'], does: 'Colour cars by status or by speed' },
  { keys: ['l'], does: 'List the cars in view' },
  { keys: ['i'], does: 'Figures for engineers' },
  { keys: ['Esc'], does: 'Back: stop following, then close the card, then the list' },
  { keys: ['?'], does: 'Show this help' },
] as const;
