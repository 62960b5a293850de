/* A chart is a picture first; the live chart takes its place when a reader reaches for it.
   Without a picture (plain jupyter-book build) it is drawn at once. */
(() => {
  "use strict";
  const root = document.documentElement;
  const script = document.currentScript;
  const assets = new URL(script.dataset.assets || "../assets/", script.src);
  const NARROW = 540; // px of column below which the narrow rendition is shown; same as in book.css
  let engine; // one promise: plotly.js and its locale, loaded once

  const load = (url) => new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = url;
    element.onload = resolve;
    element.onerror = () => reject(new Error("not loaded: " + url));
    document.head.append(element);
  });

  const start = (locale) => {
    engine ??= load(new URL("plotly-basic.min.js", assets)).then(async () => {
      if (locale !== "en") await load(new URL("plotly-locale-" + locale.toLowerCase() + ".js", assets));
    });
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

  const wake = async (figure) => {
    if (figure.dataset.state === "loading") return;
    figure.dataset.state = "loading";
    const box = figure.querySelector(".chart-box");
    const live = figure.querySelector(".chart-live");
    const source = JSON.parse(figure.querySelector(".chart-json").textContent);
    try {
      await start(source.locale);
      const layout = source.layouts[box.clientWidth < NARROW ? "narrow" : "wide"];
      live.style.width = layout.width + "px";
      live.style.height = layout.height + "px";
      live.style.transform = "scale(" + box.clientWidth / layout.width + ")";
      if (!box.querySelector(".chart-picture svg")) {
        box.style.height = layout.height * box.clientWidth / layout.width + "px";
      }
      const config = {
        locale: source.locale, displayModeBar: false, showSendToCloud: false,
        displaylogo: false, responsive: false, scrollZoom: false,
      };
      await window.Plotly.react(live, shade(source.data), shade(layout), config);
      figure.dataset.state = "live";
      const button = figure.querySelector(".chart-wake");
      if (button) button.hidden = true;
      const last = figure.lastPointer;
      const plot = live.querySelector(".nsewdrag");
      if (last && plot) {
        plot.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, clientX: last.x, clientY: last.y }));
      }
    } catch (error) {
      figure.dataset.state = ""; // the picture stays
      console.error(error);
    }
  };

  const prepare = (figure) => {
    const box = figure.querySelector(".chart-box");
    const button = figure.querySelector(".chart-wake");
    if (!box.querySelector(".chart-picture svg")) {
      new IntersectionObserver((entries, observer) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          observer.disconnect();
          wake(figure);
        }
      }, { rootMargin: "200px" }).observe(box);
    } else {
      const reach = (event) => {
        figure.lastPointer = { x: event.clientX, y: event.clientY };
        wake(figure);
      };
      box.addEventListener("pointerenter", reach, { once: true });
      box.addEventListener("pointermove", (event) => {
        figure.lastPointer = { x: event.clientX, y: event.clientY };
      });
      button.hidden = false;
      button.addEventListener("click", () => wake(figure));
    }
  };

  const figures = [...document.querySelectorAll("figure.chart")];
  figures.forEach(prepare);

  const redraw = () => figures
    .filter((figure) => figure.dataset.state === "live")
    .forEach((figure) => { figure.dataset.state = ""; wake(figure); });
  new MutationObserver(redraw).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth !== width) { width = window.innerWidth; redraw(); }
  });
})();
