/* Chinese is written without blanks: cut the query into the longest words that the index knows.
   Loaded before searchtools.js, which calls splitQuery. Sphinx's own cuts at blanks only, and the
   browser's segmenter cuts otherwise than jieba did when the index was made. */
var splitQuery = (query) => {
  const index = (typeof Search !== "undefined" && Search._index) || {};
  const knows = (word) => [index.terms, index.titleterms].some(
    (terms) => terms && Object.prototype.hasOwnProperty.call(terms, word));
  const words = [];
  for (const run of query.split(/[^\p{L}\p{N}_]+/gu).filter(Boolean)) {
    for (const part of run.split(/(\p{Script=Han}+)/u).filter(Boolean)) {
      if (!/\p{Script=Han}/u.test(part)) { words.push(part); continue; }
      for (let start = 0; start < part.length;) {
        let length = Math.min(8, part.length - start);
        while (length > 1 && !knows(part.slice(start, start + length))) length -= 1;
        const word = part.slice(start, start + length);
        if (length > 1 || knows(word)) words.push(word);
        start += length;
      }
    }
  }
  return words.length ? words : [query];
};
