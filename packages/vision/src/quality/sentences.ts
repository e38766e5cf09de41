const AWAY =
  'Hold both arms away from the body, about a hand and a half beside the hips, and take the photo again.';
const WHOLE = 'Step back, or aim differently, until the whole body can be seen from head to feet.';
const NEARER =
  'Send the photo as the phone took it, and stand nearer, so that the body fills most of the height.';
const SIDEWAYS = 'Turn exactly sideways, so that one shoulder hides the other.';
const BELLY = 'Hold it upright at the height of the belly button, a few steps away.';

/** All that the gate can say of a photo, in English: what is wrong, and what to do. Names no measurement. */
export const PHOTO_SENTENCES = {
  nobody: 'We see no person in this photo. Take a photo that shows one person from head to feet.',
  several_people: 'There is more than one person in this photo. Take it with nobody else in the picture.',
  cut_off_head: `The picture cuts off or hides the head. ${WHOLE}`,
  cut_off_feet: `The picture cuts off or hides the feet. ${WHOLE}`,
  cut_off_hands: `The picture cuts off or hides the hands. ${WHOLE}`,
  cut_off_head_feet: `The picture cuts off or hides the head and the feet. ${WHOLE}`,
  cut_off_head_hands: `The picture cuts off or hides the head and the hands. ${WHOLE}`,
  cut_off_feet_hands: `The picture cuts off or hides the feet and the hands. ${WHOLE}`,
  cut_off_head_feet_hands: `The picture cuts off or hides the head, the feet and the hands. ${WHOLE}`,
  too_small: `The person is too small in this picture to be measured. ${NEARER}`,
  small: `The person is small in this picture. ${NEARER}`,
  too_dark: 'This photo is too dark. Turn on the lights, or face a window, and take it again.',
  dark: 'This photo is rather dark. With more light the outline is seen better.',
  too_bright:
    'This photo is too bright to see where the body ends. Keep the sun and lamps out of the picture and take it again.',
  blurred: 'This photo is blurred. Wipe the lens, hold the phone still and take it again.',
  soft: 'This photo is not quite sharp. Hold the phone still, best on something firm.',
  lying: 'The person lies in this picture. Turn the picture upright, or take it standing.',
  leaning: 'The person leans. Stand upright, hold the phone straight, and take the photo again.',
  seated: 'The person sits or bends the knees. Stand up with straight legs and take the photo again.',
  front_from_behind: 'This front photo was taken from behind. Turn round to face the camera.',
  front_turned: 'The person is turned away in the front photo. Face the camera squarely.',
  front_slightly_turned: 'The person is slightly turned away in the front photo. Face the camera squarely.',
  side_slightly_turned: 'The side photo shows the person slightly turned. Turn exactly sideways.',
  side_shows_front: `The side photo shows the front. ${SIDEWAYS}`,
  side_shows_back: `The side photo shows the back. ${SIDEWAYS}`,
  side_not_from_side: `The side photo is not taken from the side. ${SIDEWAYS}`,
  arms_against_body: `The arms lie against the body. ${AWAY}`,
  arms_near_body: `The arms are close to the body. ${AWAY}`,
  arms_before_body:
    'In the side photo the arms lie before or behind the body. Let them hang straight down and take the photo again.',
  camera_looks_down: `The camera looks down at the person. ${BELLY}`,
  camera_looks_up: `The camera looks up at the person. ${BELLY}`,
  camera_near_or_far:
    'The camera seems to have stood unusually near or far. Send the photo as the camera made it, not cropped or edited, taken from 2 to 4 m away.',
  picture_of_a_picture:
    'This looks like a photo of a picture or a screen. Take the photo of the person directly.',
  same_photo_twice: 'Front and side are the same photo. Take a second one after turning sideways.',
  other_person:
    'Front and side photo do not seem to show the same person. Take both of one person, from the same place.',
  other_shape:
    'Front and side photo show bodies of different breadth and depth. Take both of one person, in the same clothes.',
  outline_unclear:
    'The outline of the body cannot be told from what is behind or on it. Wear tight clothing and stand before a plain wall, with nothing close to you.',
} as const;
export type PhotoMessageId = keyof typeof PHOTO_SENTENCES;
