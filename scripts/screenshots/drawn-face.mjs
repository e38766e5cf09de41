import sharp from 'sharp';

/** A friendly face in front of an evening sky; drawn, so that nobody's photo is needed. Pixels: 1600×1200. */
const PORTRAIT = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 1200">
  <defs>
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#f6c79a"/><stop offset="1" stop-color="#e08a72"/></linearGradient>
    <linearGradient id="coat" x2="0" y2="1"><stop stop-color="#2f6f76"/><stop offset="1" stop-color="#1f4c57"/></linearGradient>
    <linearGradient id="skin" x2="1" y2="1"><stop stop-color="#c98a62"/><stop offset="1" stop-color="#b57550"/></linearGradient>
  </defs>
  <rect width="1600" height="1200" fill="url(#sky)"/>
  <circle cx="1240" cy="330" r="150" fill="#fbe3bd"/>
  <path d="M0 900 Q330 690 660 850 T1240 800 T1600 860 V1200 H0Z" fill="#b9675f"/>
  <path d="M0 1010 Q420 850 820 980 T1600 960 V1200 H0Z" fill="#8d4c52"/>
  <path d="M520 560 Q500 190 800 180 Q1100 190 1080 560 Q1100 800 1040 900 H560 Q500 800 520 560Z" fill="#3a2a2c"/>
  <path d="M390 1200 Q410 930 680 880 L800 940 L920 880 Q1190 930 1210 1200Z" fill="url(#coat)"/>
  <path d="M690 740 H910 V880 Q880 960 800 960 Q720 960 690 880Z" fill="#a8693f"/>
  <path d="M680 880 Q800 1010 920 880 L950 900 Q800 1090 650 900Z" fill="#f2e3cd"/>
  <ellipse cx="585" cy="580" rx="36" ry="58" fill="#b57550"/><ellipse cx="1015" cy="580" rx="36" ry="58" fill="#b57550"/>
  <path d="M590 520 Q590 300 800 300 Q1010 300 1010 520 Q1010 830 800 850 Q590 830 590 520Z" fill="url(#skin)"/>
  <path d="M575 540 Q560 250 810 240 Q1040 250 1025 540 Q1000 420 900 380 Q760 440 640 400 Q590 450 575 540Z" fill="#3a2a2c"/>
  <path d="M655 500 q48 -30 96 -4 M849 496 q48 -26 96 4" fill="none" stroke="#3a2a2c" stroke-width="15" stroke-linecap="round"/>
  <ellipse cx="705" cy="566" rx="25" ry="29" fill="#2b1f21"/><ellipse cx="895" cy="566" rx="25" ry="29" fill="#2b1f21"/>
  <circle cx="714" cy="555" r="8" fill="#fff"/><circle cx="904" cy="555" r="8" fill="#fff"/>
  <path d="M800 575 q-26 72 4 86" fill="none" stroke="#95583a" stroke-width="11" stroke-linecap="round"/>
  <path d="M706 712 Q800 800 894 712 Q800 742 706 712Z" fill="#fff6ea" stroke="#7d3d33" stroke-width="10" stroke-linejoin="round"/>
  <circle cx="655" cy="665" r="44" fill="#d97c5f" opacity=".38"/><circle cx="945" cy="665" r="44" fill="#d97c5f" opacity=".38"/>
</svg>`;

/** The face as a JPEG. @param background of the sky, so that there is more than one person */
export function drawnFace(background = '#f6c79a') {
  return sharp(Buffer.from(PORTRAIT.replace('#f6c79a', background)))
    .jpeg({ quality: 92 })
    .toBuffer();
}
