/* A chart is a picture first; the live chart takes its place when a reader reaches for it: by pointer,
   by tap, or by the button that the keyboard finds. Without a picture (a plain jupyter-book build) it is
   drawn when it comes into view. */
(() => {
  "use strict";
  const root = document.documentElement;
  const script = document.currentScript;
  const assets = new URL(script.dataset.assets || "../assets/", script.src);
  const NARROW = 600; // px of column below which the narrow rendition is shown; as in book.css
  const NARROW_LIMIT = 480; // px to which it may grow; as in book.css
  const HAD = "book-chart-engine"; // key of the browser's storage
  let engine; // one promise: plotly.js and its locale, loaded once

  const load = (url) => new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = url;
    element.async = false; // fetched side by side, run in order
    element.onload = resolve;
    element.onerror = () => reject(new Error("not loaded: " + url));
    document.head.append(element);
  });

  const scripts = (locale) => {
    const words = locale === "en" ? [] : ["plotly-locale-" + locale.toLowerCase() + ".js"];
    return ["plotly-basic.min.js", ...words].map((name) => new URL(name, assets));
  };

  const start = (locale) => {
    engine ??= Promise.all(scripts(locale).map(load));
    engine.catch(() => { engine = undefined; }); // the next reach tries again
    return engine;
  };

  /* The figure names light colours; the page's own take their place, in either theme. */
  const shade = (value) => {
    const style = getComputedStyle(root);
    return JSON.parse(JSON.stringify(value), (key, item) => {
      if (typeof item !== "string" || !/^#[0-9a-f]{6}$/i.test(item)) return item;
      return style.getPropertyValue("--chart-" + item.slice(1).toLowerCase()).trim() || item;
    });
  };

  const sourceOf = (figure) => JSON.parse(figure.querySelector(".chart-json").textContent);

  const draw = async (figure, live = figure.querySelector(".chart-live")) => {
    const box = figure.querySelector(".chart-box");
    const source = sourceOf(figure);
    await start(source.locale);
    const narrow = box.clientWidth < NARROW;
    const layout = source.layouts[narrow ? "narrow" : "wide"];
    const width = narrow ? Math.min(box.clientWidth, NARROW_LIMIT) : box.clientWidth;
    const scale = width / layout.width;
    live.style.width = layout.width + "px";
    live.style.height = layout.height + "px";
    live.style.transform = scale === 1 ? "" : "scale(" + scale + ")";
    if (!hasPicture(figure)) box.style.height = layout.height * scale + "px";
    await window.Plotly.react(live, shade(source.data), shade(layout), {
      locale: source.locale, displayModeBar: false, showSendToCloud: false,
      displaylogo: false, responsive: false, scrollZoom: false,
    });
  };

  const hasPicture = (figure) => Boolean(figure.querySelector(".chart-picture svg"));

  /* The label where the pointer rests, without its having to move again. */
  const pointAt = (figure, place) => {
    const plot = figure.querySelector(".nsewdrag");
    if (!place || !plot) return;
    const { x, y } = place;
    plot.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, clientX: x, clientY: y }));
  };

  const wake = async (figure) => {
    if (figure.dataset.state) return;
    figure.dataset.state = "loading";
    try {
      await draw(figure);
      figure.dataset.state = "live";
      figure.querySelector(".chart-wake").hidden = true;
      remember(true);
    } catch (error) {
      delete figure.dataset.state; // the picture stays
      console.error(error);
    }
  };

  /* Whether this browser has had the engine; storage may be forbidden. */
  const remember = (had) => {
    try {
      if (had) localStorage.setItem(HAD, "1");
      else localStorage.removeItem(HAD);
    } catch { /* then nothing is made ready */ }
  };
  const remembered = () => {
    try { return localStorage.getItem(HAD) !== null; } catch { return false; }
  };
  const quiet = () => new Promise((resolve) => {
    if (window.requestIdleCallback) requestIdleCallback(resolve, { timeout: 3000 });
    else setTimeout(resolve, 500);
  });

  /* A browser that has had the engine keeps it in its cache: it is made ready while nobody waits.
     Nothing is fetched for that. Out of sight one chart is drawn, as an engine's first drawing takes
     twice as long as the next ones. */
  const makeReady = async (figure) => {
    if (!remembered() || engine) return;
    const { locale } = sourceOf(figure);
    try {
      for (const url of scripts(locale)) {
        const answer = await fetch(url, { cache: "only-if-cached", mode: "same-origin" });
        if (!answer.ok) throw new Error("not kept: " + url);
      }
    } catch {
      remember(false);
      return;
    }
    await quiet();
    await start(locale);
    await quiet();
    if (figure.dataset.state) return; // the reader was quicker
    const unseen = document.createElement("div");
    unseen.className = "chart-live";
    unseen.setAttribute("aria-hidden", "true");
    figure.querySelector(".chart-box").append(unseen);
    await draw(figure, unseen);
    window.Plotly.purge(unseen);
    unseen.remove();
  };

  /* By keyboard: left and right go from point to point, up and down from series to series; the label
     is shown and told. */
  const walk = (figure) => {
    const live = figure.querySelector(".chart-live");
    const said = figure.querySelector(".chart-said");
    let series = 0;
    let point = -1;
    let leads = false; // the keyboard: labels under a pointer are not told
    /* plotly draws one label in 50 ms at most, the last of several keys later: what is shown is told. */
    new MutationObserver(() => {
      const label = [...live.querySelectorAll(".hoverlayer text")].map(spoken).join(" ");
      if (leads && label) said.textContent = label;
    }).observe(live, { childList: true, subtree: true });
    live.addEventListener("pointermove", () => { leads = false; });
    const traces = () => live.data
      .map((trace, number) => ({ number, skip: trace.hoverinfo === "skip", size: (trace.x || trace.values || []).length }))
      .filter((trace) => !trace.skip && trace.size);
    live.tabIndex = 0;
    live.setAttribute("role", "application");
    live.setAttribute("aria-labelledby", figure.getAttribute("aria-labelledby"));
    live.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 0, ArrowUp: 0 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      leads = true;
      const known = traces();
      if (!step) series = (series + (event.key === "ArrowDown" ? 1 : known.length - 1)) % known.length;
      const trace = known[series];
      point = Math.min(Math.max(point + step, 0), trace.size - 1);
      window.Plotly.Fx.hover(live, [{ curveNumber: trace.number, pointNumber: point }]);
    });
    live.focus();
  };

  /* plotly breaks a label into lines, which textContent joins without a blank; Han needs none. */
  const spoken = (text) => {
    const lines = [...text.querySelectorAll("tspan.line")].map((line) => line.textContent.trim());
    return (lines.length ? lines.join(" ") : text.textContent).replace(/(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])/g, "");
  };

  const prepare = (figure) => {
    const box = figure.querySelector(".chart-box");
    const button = figure.querySelector(".chart-wake");
    if (!hasPicture(figure)) {
      new IntersectionObserver((entries, observer) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        wake(figure);
      }, { rootMargin: "200px" }).observe(box);
      return;
    }
    let place;
    const follow = (event) => { place = { x: event.clientX, y: event.clientY }; };
    const reach = async (event) => {
      if (figure.dataset.state) return;
      follow(event);
      await wake(figure);
      pointAt(figure, place);
    };
    // A finger that comes down may only want to scroll; it reaches for the chart by a tap.
    box.addEventListener("pointerenter", (event) => { if (event.pointerType !== "touch") reach(event); });
    box.addEventListener("click", (event) => { if (event.target !== button) reach(event); });
    box.addEventListener("pointermove", follow);
    button.hidden = false;
    button.addEventListener("click", async () => {
      await wake(figure);
      if (figure.dataset.state === "live") walk(figure);
    });
  };

  /* The picture with its words, as PNG at twice its size, for those who cannot use SVG. */
  const takePng = ({ href, name }) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = image.naturalWidth * 2;
      canvas.height = image.naturalHeight * 2;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(blob);
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      }, "image/png");
    };
    image.src = href;
  };
  for (const button of document.querySelectorAll(".chart-png")) {
    button.addEventListener("click", () => {
      const { href } = button.parentElement.querySelector(".chart-svg");
      takePng({ href, name: href.split("/").pop().replace(/svg$/, "png") });
    });
  }
  document.addEventListener("chart:png", ({ detail }) => takePng(detail)); // an explorer's own picture

  const figures = [...document.querySelectorAll("figure.chart")];
  figures.forEach(prepare);
  const pictured = figures.find(hasPicture);
  if (pictured) {
    window.addEventListener("load", () => quiet().then(() => makeReady(pictured)).catch(console.error)
      .finally(() => performance.mark("charts-settled"))); // nothing more happens unasked; tests wait for it
  }

  /* An explorer has put another figure into .chart-json: the picture no longer shows it. */
  document.addEventListener("chart:update", ({ target }) => {
    if (target.dataset.state === "live") draw(target);
    else wake(target);
  });

  /* Colours and widths are drawn in: a change of either draws the live charts anew. */
  const redraw = () => figures.filter((figure) => figure.dataset.state === "live").forEach((figure) => draw(figure));
  new MutationObserver(redraw).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  let width = window.innerWidth;
  let later;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return; // a phone's bars come and go
    width = window.innerWidth;
    clearTimeout(later);
    later = setTimeout(redraw, 150);
  });
})();
