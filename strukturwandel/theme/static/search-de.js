/* German typed without umlauts: Foerderung finds Förderung, if the index knows it.
   Loaded before searchtools.js, which calls splitQuery when index and stemmer are there. The index
   holds stems, and those have no umlauts: förderung is there as "forder". */
var splitQuery = (query) => {
  const index = (typeof Search !== "undefined" && Search._index) || {};
  const vocabulary = Object.keys({ ...index.terms, ...index.titleterms });
  const stemmer = new Stemmer();
  const knows = (word) => {
    const stem = stemmer.stemWord(word.toLowerCase());
    return vocabulary.some((term) => term.includes(stem)); // a compound may hold it
  };
  const spellings = (word) => {
    const pairs = { ae: "ä", oe: "ö", ue: "ü" };
    const umlauts = word.replace(/ae|oe|ue/gi, (pair) => pairs[pair.toLowerCase()]);
    return [umlauts, umlauts.replace(/ss/g, "ß"), word.replace(/ss/g, "ß")]
      .filter((form) => form !== word);
  };
  return query.split(/[^\p{L}\p{N}_]+/gu).filter(Boolean)
    .map((word) => (knows(word) ? word : spellings(word).find(knows) || word));
};
