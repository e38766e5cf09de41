/** Every word of the uploader. */
export interface UploaderLabels {
  /** Of the whole. */
  region: string;
  drop: string;
  dropAnother: string;
  dropNow: string;
  hint: string;
  choose: string;
  takePhoto: string;
  camera: string;
  shutter: string;
  cameraRefused: string;
  cameraMissing: string;
  back: string;
  frame: string;
  frameHint: string;
  zoom: string;
  straighten: string;
  turnLeft: string;
  turnRight: string;
  startOver: string;
  save: string;
  chooseAnother: string;
  opening: string;
  /** @param percent of the bytes, such as "40 %" */
  sending(percent: string): string;
  making: string;
  cancel: string;
  cancelled: string;
  again: string;
  stillChosen: string;
  noFile: string;
  tooLarge(file: string, limit: string): string;
  unframed: string;
  /** BCP 47, for numbers. */
  language: string;
}

export const ENGLISH: UploaderLabels = {
  region: 'Upload',
  drop: 'Drop a picture here',
  dropAnother: 'Drop another picture here',
  dropNow: 'Let it fall',
  hint: 'or paste one, or choose a file. JPEG, PNG, WebP, AVIF, GIF and HEIC.',
  choose: 'Choose a picture',
  takePhoto: 'Take a photo',
  camera: 'Camera',
  shutter: 'Take the photo',
  cameraRefused: 'The camera may not be used here. Allow it in the browser, or choose a file.',
  cameraMissing: 'No camera was found, or another program is using it. Choose a file instead.',
  back: 'Back',
  frame: 'What will be seen',
  frameHint: 'Drag to move. Arrow keys move, + and − zoom.',
  zoom: 'Zoom',
  straighten: 'Straighten',
  turnLeft: 'Turn left',
  turnRight: 'Turn right',
  startOver: 'Start over',
  save: 'Use this picture',
  chooseAnother: 'Choose another',
  opening: 'Opening the picture…',
  sending: (percent) => `Sending… ${percent}`,
  making: 'Making the sizes…',
  cancel: 'Cancel',
  cancelled: 'Upload cancelled. Your picture is still here.',
  again: 'Try again',
  stillChosen: 'Your picture is still chosen: “Try again” sends it once more.',
  noFile: 'That was no file. Save the picture first, then drop it here.',
  tooLarge: (file, limit) => `This file has ${file}; at most ${limit} are taken.`,
  unframed: 'This browser cannot show the picture, so it is sent as it is.',
  language: 'en',
};
