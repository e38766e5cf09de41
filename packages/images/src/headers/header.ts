/** What a reader of headers finds. */
export interface Header {
  /** As stored, before the orientation. Pixels of one frame. */
  width: number;
  height: number;
  frames: number;
  /** EXIF 1 to 8; 1 when there is none, or when the format turns by itself. */
  orientation: number;
}
