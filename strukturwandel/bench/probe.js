/* Runs in every measured page before its own scripts. Answers stand in window.bench. */
(() => {
  "use strict";
  const FIGURE = "figure.chart";
  const PICTURE = ".chart-picture svg";
  const LABEL = ".hoverlayer > *, .chart-label";
  const SMALLEST = 10000; // px²: a smaller svg in a figure is an icon
  const bench = window.bench = { shifts: [], lcp: null };

  const note = (type, keep) => new PerformanceObserver((list) => list.getEntries().forEach(keep))
    .observe({ type, buffered: true });
  note("largest-contentful-paint", (entry) => { bench.lcp = entry.startTime; });
  note("layout-shift", (entry) => bench.shifts.push({
    time: entry.startTime, value: entry.value, input: entry.hadRecentInput,
    what: entry.sources.map(({ node }) => node?.id || node?.className || node?.nodeName || "?"),
  }));

  const figure = (number = 0) => document.querySelectorAll(FIGURE)[number];
  const seen = (element) => element.checkVisibility(
    { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  const parsed = (node) => document.readyState !== "loading"
    || (node !== document.body && (node.nextSibling !== null || parsed(node.parentNode)));

  /* The picture or plot of a chart once it is whole, laid out and shown: everything that the next
     frame paints is then there, as its text needs no font that is loaded. */
  const drawn = (chart) => [...chart.querySelectorAll("svg, img")].find((graphic) => {
    const { width, height } = graphic.getBoundingClientRect();
    if (width * height < SMALLEST || !seen(graphic)) return false;
    if (graphic.localName === "img") return graphic.complete && graphic.naturalWidth > 0;
    return graphic.closest(".js-plotly-plot") ? graphic.querySelector(".trace") : parsed(graphic);
  });

  /* A reader who goes to a chart at once. Resolves when its graphic has been painted in the
     viewport: observers of intersections are called after the frame's layout and paint. */
  bench.goTo = (number = 0) => new Promise((resolve) => {
    let observer;
    let arrived = false;
    const frame = () => {
      if (arrived) return;
      const chart = figure(number);
      if (chart) {
        const box = chart.getBoundingClientRect();
        if (box.top < 0 || box.bottom > innerHeight) {
          chart.scrollIntoView({ block: box.height < innerHeight ? "center" : "start", behavior: "instant" });
        }
        const graphic = drawn(chart);
        if (graphic && !observer) {
          observer = new IntersectionObserver((entries) => {
            if (!entries.some((entry) => entry.isIntersecting)) return;
            observer.disconnect();
            arrived = true;
            resolve(performance.now());
          });
          observer.observe(graphic);
        }
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    setTimeout(() => { arrived = true; resolve(null); }, 120000);
  });
  if (window.benchGoesToChart) bench.chart = bench.goTo();

  bench.hasLabel = (number) => [...figure(number).querySelectorAll(LABEL)]
    .some((label) => label.getBoundingClientRect().width > 0 && seen(label));
  bench.isLive = (number) => [...figure(number).querySelectorAll(".main-svg")]
    .some((svg) => svg.querySelector(".trace") && seen(svg));

  /* From now on, the time from a reader's first touch of a chart to its label painted, in ms. */
  bench.awaitLabel = (number = 0) => {
    const chart = figure(number);
    bench.label = new Promise((resolve) => {
      let begun;
      const begin = (event) => { begun ??= event.timeStamp; };
      for (const kind of ["pointerdown", "pointermove"]) chart.addEventListener(kind, begin, true);
      const frame = () => {
        if (begun === undefined || !bench.hasLabel(number)) return requestAnimationFrame(frame);
        const after = new MessageChannel();
        after.port1.onmessage = () => resolve(performance.now() - begun);
        after.port2.postMessage(0); // a task after this frame's paint
      };
      requestAnimationFrame(frame);
      setTimeout(() => resolve(null), 20000);
    });
  };

  /* Every text of a chart with the middle of its box: of its picture, or of its plot. */
  bench.texts = (number, live) => {
    const chart = figure(number);
    return [...chart.querySelectorAll(live ? ".main-svg text" : PICTURE + " text")]
      .filter((text) => !text.closest(".hoverlayer") && text.textContent.trim() && (live ? seen(text) : text.checkVisibility()))
      .map((text) => {
        const { left, top, width, height } = text.getBoundingClientRect();
        return { text: text.textContent.trim(), x: left + width / 2, y: top + height / 2, width, height };
      })
      .filter(({ width, height }) => width * height > 0);
  };

  /* Where a label may be had, as parts of the graphic's width and height. */
  bench.places = (number) => {
    const chart = figure(number);
    const box = drawn(chart).getBoundingClientRect();
    const middle = (element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    };
    const along = (path) => {
      const { x, y } = path.getPointAtLength(path.getTotalLength() / 3);
      return new DOMPoint(x, y).matrixTransform(path.getScreenCTM());
    };
    const find = (selector, at) => [...chart.querySelectorAll(".main-svg " + selector)].map(at);
    const places = [
      ...find(".barlayer .point path", middle), ...find(".pielayer .slice path", middle),
      ...find(".scatterlayer .point", middle), ...find(".scatterlayer .js-line", along),
    ];
    return places.map(({ x, y }) => ({ x: (x - box.left) / box.width, y: (y - box.top) / box.height }))
      .filter(({ x, y }) => x > 0.1 && x < 0.9 && y > 0.05 && y < 0.95);
  };

  bench.graphic = (number) => {
    const { left, top, width, height } = drawn(figure(number)).getBoundingClientRect();
    return { left, top, width, height };
  };

  /* When the drawing engine was asked for and had, in ms of the page; null if never. */
  bench.engine = () => {
    const entry = performance.getEntriesByType("resource").find(({ name }) => name.includes("plotly-basic"));
    return entry ? { asked: entry.startTime, had: entry.responseEnd } : null;
  };

  bench.paint = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null;
})();
