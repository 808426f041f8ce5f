/** How much of a selected car's way is drawn behind it. */
export const trailMs = 60_000;
