/* Two gaps of Sphinx's search. Loaded after searchtools.js, before the index starts the search. */
{
  /* Its German has no words for "found so many pages"; ours stand in the page. */
  const { found } = document.getElementById("search-results").dataset;
  const message = "Search finished, found ${resultCount} page(s) matching the search query.";
  Documentation.TRANSLATIONS[message] = found.replace("{count}", "${resultCount}");

  /* Excerpts come from the prose: it would quote code, data tables and the links around a page. */
  const whole = Search.htmlToText;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const aside = ".part, .cell details, figure.chart, .start, .data-downloads";
    page.querySelectorAll(aside).forEach((part) => part.remove());
    return whole(page.documentElement.outerHTML, anchor);
  };
}
