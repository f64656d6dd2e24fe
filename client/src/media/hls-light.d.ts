/** The build without subtitles, encryption and alternate audio; its package carries types for the full one only. */
declare module 'hls.js/light' {
  import Hls from 'hls.js';
  export default Hls;
}
