const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as it stands in HTML, in an attribute too. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** Puts what is known only when a page is asked for in the place of its words; each value is escaped. */
export function fillIn(html: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((page, [word, value]) => page.replaceAll(word, () => escapeHtml(value)), html);
}
