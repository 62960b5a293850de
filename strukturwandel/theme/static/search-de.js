/* German typed without umlauts: Foerderung finds Förderung, if the index knows it.
   Loaded before searchtools.js, which calls splitQuery. */
var splitQuery = (query) => {
  const index = (typeof Search !== "undefined" && Search._index) || {};
  const vocabulary = Object.keys({ ...index.terms, ...index.titleterms });
  const knows = (word) => {
    const stem = word.toLowerCase().slice(0, Math.max(4, word.length - 3));
    return vocabulary.some((term) => term.startsWith(stem));
  };
  const spellings = (word) => {
    const pairs = { ae: "ä", oe: "ö", ue: "ü", ss: "ß" };
    const umlauts = word.replace(/ae|oe|ue/gi, (pair) => pairs[pair.toLowerCase()]);
    const sharp = umlauts.replace(/ss/g, "ß");
    return [...new Set([sharp, umlauts])].filter((form) => form !== word);
  };
  return query.split(/[^\p{L}\p{N}_]+/gu).filter(Boolean)
    .map((word) => (knows(word) ? word : spellings(word).find(knows) || word));
};
