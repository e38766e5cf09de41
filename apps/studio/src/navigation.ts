let path = location.pathname;
let arriving = false;

/** Another page, not only another filter of the same one. */
function leaves(): boolean {
  const isAnother = location.pathname !== path;
  path = location.pathname;
  if (isAnother) arriving = true;
  return isAnother;
}

// the router tells of these itself; going back, the browser scrolls to where one was
for (const event of ['pushState', 'replaceState']) {
  addEventListener(event, () => {
    if (leaves()) scrollTo(0, 0);
  });
}
addEventListener('popstate', leaves);

/** The page is another one though the address is not: somebody has come in, or left. */
export function arriveAtPage(): void {
  arriving = true;
}

/** True for the head of the page that one has just come to, once: it takes the focus. */
export function takeArrivalAtPage(): boolean {
  const is = arriving;
  arriving = false;
  return is;
}
