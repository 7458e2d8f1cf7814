import { Marked } from 'marked';
import { htmlDocument, TITLE } from './layout.ts';
import { type Page, STATIC_POLICY } from './send.ts';
import { isNotServed, markdownOf, type Topic } from './topics.ts';

/** Markdown parser. Headings get the ids of GitHub; links to pages that are not served become plain text. */
const marked = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      const id = text
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-');
      return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    link({ href, tokens }) {
      return isNotServed(href) && this.parser.parseInline(tokens);
    },
  },
});

/** Returns a page of the documentation as HTML. */
export function docsPage(topic: Topic): Page {
  const body = `<nav class="path" aria-label="Where this is"><a href="../">${TITLE}</a> / ${topic.title}</nav>
<main>
${marked.parse(markdownOf(topic), { async: false })}</main>`;
  return {
    type: 'text/html',
    text: htmlDocument(`${topic.title} · ${TITLE}`, body),
    policy: STATIC_POLICY,
  };
}

/** Returns a page of the documentation as Markdown. */
export const docsText = (topic: Topic): Page => ({
  type: 'text/markdown',
  text: markdownOf(topic),
});
