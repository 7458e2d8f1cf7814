/** What the product is called. */
export const TITLE = 'Clients gateway';

/** The icon of the pages, which is part of each. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0b5cad"/><circle cx="8" cy="6" r="2.5" fill="#fff"/><path d="M3 13a5 4 0 0 1 10 0z" fill="#fff"/></svg>',
)}`;
