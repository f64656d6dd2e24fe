/** Judging cameras' pictures: decoded small, measured, diagnosed. Knows no camera registry and keeps nothing. */
export { cropJpeg } from './crop-jpeg.ts';
export {
  diagnose,
  type Finding,
  isStill,
  isTelling,
  type PictureFault,
  pictureFaults,
} from './diagnose.ts';
export { CLEAR, CONFIRM, FaultWatch, type RaisedFault } from './fault-watch.ts';
export { KeyframeDecoder, type KeyframeDecoderOptions } from './keyframe-decoder.ts';
export { type Learnt, learn, learnStillness, NOTHING_LEARNT } from './learnt.ts';
export { gridOf, measurePicture, type PictureFacts } from './measure-picture.ts';
export {
  COLOUR,
  GREY,
  GREY_HEIGHT,
  GREY_WIDTH,
  PICTURE_BYTES,
  PICTURE_HEIGHT,
  PICTURE_WIDTH,
  type Picture,
  type PictureShape,
  pictureOf,
} from './picture.ts';
export { type JpegSize, lumaOfJpeg, pictureJpeg, sized, thumbnailJpeg } from './picture-jpeg.ts';
export { compareScenes, type Scene, type SceneMatch, sceneOf } from './scene.ts';
