/* Three gaps of Sphinx's search. Loaded after searchtools.js, before the index starts the search. */
{
  /* Its German has no words for "found so many pages", and its words for "nothing found" speak of
     categories that this book has not; ours stand in the page. */
  const { found, none } = document.getElementById("search-results").dataset;
  const message = "Search finished, found ${resultCount} page(s) matching the search query.";
  Documentation.TRANSLATIONS[message] = found.replace("{count}", "${resultCount}");
  const nothing = "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.";
  Documentation.TRANSLATIONS[nothing] = none;

  /* Excerpts come from the prose: it would quote code, data tables and the links around a page. */
  const whole = Search.htmlToText;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const aside = "h1, .part, .cell details, figure.chart, .start, .data-downloads";
    page.querySelectorAll(aside).forEach((part) => part.remove());
    return whole(page.documentElement.outerHTML, anchor);
  };

  /* An excerpt begins at the last of its keywords that the page holds. Sphinx gives stems (kundig for
     Kündigung) and the words that a Chinese query was cut into: what was typed goes after them. */
  const excerpt = Search.makeSearchSummary;
  Search.makeSearchSummary = (html, keywords, anchor) => {
    const query = new URLSearchParams(location.search).get("q") ?? "";
    return excerpt(html, [...keywords, ...splitQuery(query), query].filter(Boolean), anchor);
  };
}
