import type { CustomLayerInterface } from 'maplibre-gl';

/**
 * An invisible layer that hears of the camera's matrix at each picture of the map: the cars are drawn by it on
 * their own canvas, so that a moving car does not make the whole city be drawn again.
 */
export function createCameraLayer(onMatrix: (matrix: ArrayLike<number>) => void): CustomLayerInterface {
  return {
    id: 'camera',
    type: 'custom',
    renderingMode: '2d',
    render: (_gl, { defaultProjectionData }) => onMatrix(defaultProjectionData.mainMatrix),
  };
}
