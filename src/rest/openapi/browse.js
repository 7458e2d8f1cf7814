// Runs in the browser: filters the list of routes, and opens the part that the address names.
const find = document.querySelector('#find');
const noMatch = document.querySelector('#none');
const groups = [...document.querySelectorAll('nav section')];
const links = [...document.querySelectorAll('nav a')];

find.addEventListener('input', () => {
  const words = find.value.toLowerCase().split(/\s+/);
  for (const link of links) {
    const text = `${link.textContent} ${link.title}`.toLowerCase();
    link.parentElement.hidden = !words.every((word) => text.includes(word));
  }
  for (const group of groups) group.hidden = group.querySelector('li:not([hidden])') === null;
  noMatch.hidden = groups.some((group) => !group.hidden);
});

/** Opens the part of the page that the address names, and marks its link. */
function openNamed() {
  const part = location.hash === '' ? null : document.getElementById(location.hash.slice(1));
  if (part instanceof HTMLDetailsElement) {
    part.open = true;
    part.scrollIntoView();
  }
  for (const link of links) {
    if (link.hash === location.hash) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

addEventListener('hashchange', openNamed);
openNamed();
