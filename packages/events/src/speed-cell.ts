/** Zoom of the Web Mercator tiles by which driver-speed sums speeds: about 250 m wide at 35° of latitude. */
export const speedCellZoom = 17;
