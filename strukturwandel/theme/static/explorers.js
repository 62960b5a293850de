/* What-if tools: a form, a result in words, and charts that are computed anew in the page. Without this
   script the first setting stands. The formulas are the same as in strukturwandel/explorers.py, and a
   test runs both. A chart that has changed is told so by the event "chart:update" on its figure. */
(() => {
  "use strict";

  /* ---------------------------------------------------------------- formulas */

  const SPAN = 15; // years
  const YOUNGEST = 20; // years of age
  const LONGEST = 100; // years
  const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
  const accumulate = (numbers) => { let total = 0; return numbers.map((each) => (total += each)); };
  const upTo = (last) => Array.from({ length: last + 1 }, (_, number) => number);

  const align = (years, values, by, start, scale, span) => {
    const known = values.flatMap((value, number) => (value === null ? [] : [number]));
    const peak = known.reduce((best, number) => (values[number] > values[best] ? number : best));
    const last = known[known.length - 1];
    let origin = peak;
    if (by === "start") origin = known.find((number) => years[number] >= start) ?? last;
    const shift = by === "calendar" ? 0 : years[origin];
    const factor = scale === "index" ? 100 / values[origin] : 1;
    const shown = years.map((_, number) => number)
      .filter((number) => by === "calendar" || Math.abs(years[number] - shift) <= span);
    return {
      x: shown.map((number) => years[number] - shift),
      y: shown.map((number) => (values[number] === null ? null : values[number] * factor)),
      origin: years[origin],
      base: values[origin],
      peak: years[peak],
      last: years[last],
      edge: peak === last ? "last" : peak === known[0] ? "first" : "",
    };
  };

  const later = (years, values, origin, distance) => {
    const from = values[years.indexOf(origin)] ?? null;
    const to = values[years.indexOf(origin + distance)] ?? null;
    return from === null || to === null ? null : to / from;
  };

  const ages = (given) => {
    let weights = [given.young, given.middle, given.older, given.oldest];
    if (sum(weights) <= 0) weights = [1, 1, 1, 1];
    const total = sum(weights);
    return weights.flatMap((weight) => Array(10).fill(given.workers * weight / total / 10));
  };

  const runDown = (given) => {
    let people = ages(given);
    const work = [sum(people)];
    const retired = [0];
    const moved = [0];
    const trained = [0];
    const retires = (age) => YOUNGEST + age + 1 >= given.retire;
    const kept = Math.max(0, 1 - (given.moving + given.training) / 100);
    for (let year = 1; year <= given.years; year += 1) {
      retired.push(sum(people.filter((_, age) => retires(age))));
      people = [0, ...people.slice(0, -1).map((count, age) => (retires(age) ? 0 : count))];
      moved.push(sum(people) * given.moving / 100);
      trained.push(sum(people) * given.training / 100);
      people = people.map((count) => count * kept);
      work.push(sum(people));
    }
    const cost = [0];
    for (let year = 1; year < given.years + given.bridge; year += 1) {
      const running = year <= given.years;
      const personYears = running ? (work[year - 1] + work[year]) / 2 : 0;
      const bridged = sum(retired.slice(Math.max(1, year - given.bridge + 1), year + 1));
      cost.push(personYears * given.cost_work + bridged * given.cost_bridge
        + (running ? trained[year] : 0) * given.cost_training);
    }
    return {
      work, cost, left: work[work.length - 1],
      retired: accumulate(retired), moved: accumulate(moved), trained: accumulate(trained),
      total: sum(cost),
    };
  };

  const absorb = (industry, services, decline, growth, lag, counted) => {
    const years = upTo(LONGEST);
    const lost = years.map((year) => industry * (1 - (1 - decline / 100) ** year));
    const gained = years.map((year) => (
      services * ((1 + growth / 100) ** Math.max(0, year - lag) - 1) * counted / 100));
    return {
      lost, gained,
      years: years.find((year) => year > 0 && gained[year] >= lost[year]) ?? null,
      needed: counted > 0 ? decline * industry / (services * counted / 100) : null,
    };
  };

  const horizon = (place, years) => {
    const counted = place.years[place.years.length - 1] - place.start;
    return Math.min(LONGEST, Math.max(20, counted + 3, (years ?? LONGEST) + 5));
  };

  const caughtUp = (place) => {
    const behind = place.years.filter((_, number) => (
      place.services[number] - place.services[0] < place.industry[0] - place.industry[number]));
    const last = behind.length ? Math.max(...behind) : place.start;
    return place.years.slice(1).find((year) => year > last) ?? null;
  };

  /* Facts: the name of a sentence and the values in it, each [what, style, decimals]. */

  const toldPhases = (series, by, starts) => {
    const places = series.map((each, number) => (
      align(each.years, each.values, by, starts[number], "index", SPAN)));
    const [first, reference] = [series[0], places[0]];
    return series.flatMap((each, number) => {
      const place = places[number];
      const distance = place.last - place.origin;
      const values = {
        region: [each.name, "text", 0], year: [place.origin, "year", 0], last: [place.last, "year", 0],
      };
      if (distance === 0) return [[by === "start" ? "empty" : "rising", values]];
      values.share = [later(each.years, each.values, place.origin, distance), "percent", 0];
      const kind = by === "start" ? "since_start" : place.edge === "first" ? "since_first" : "since_peak";
      const other = number ? later(first.years, first.values, reference.origin, distance) : null;
      if (other === null) return [[kind, values]];
      return [[kind, values], ["compared", {
        region: [first.name, "text", 0],
        year: [reference.origin + distance, "year", 0],
        share: [other, "percent", 0],
      }]];
    });
  };

  const toldPhaseOut = (given, real) => {
    const result = runDown(given);
    const total = (numbers) => [numbers[numbers.length - 1], "decimal", 0];
    const facts = [
      ["left", {
        years: [given.years, "decimal", 0], left: [result.left, "decimal", 0],
        workers: [given.workers, "decimal", 0], share: [result.left / given.workers, "percent", 0],
      }],
      ["routes", {
        retired: total(result.retired), moved: total(result.moved), trained: total(result.trained),
      }],
      ["money", {
        total: [result.total / 1e9, "decimal", 1],
        each: [1000 * Math.round(result.total / given.workers / 1000), "decimal", 0],
      }],
    ];
    const reached = real.filter(([year]) => year > 0 && year <= given.years).pop();
    if (reached) {
      const [year, jobs] = reached;
      facts.push(["german", {
        years: [year, "decimal", 0],
        share: [result.work[year] / given.workers, "percent", 0],
        real: [jobs / real[0][1], "percent", 0],
      }]);
    }
    return facts;
  };

  const toldServices = (place, decline, growth, lag, counted) => {
    const result = absorb(place.industry[0], place.services[0], decline, growth, lag, counted);
    const facts = result.years === null
      ? [["never", { years: [LONGEST, "decimal", 0] }]]
      : [["caught_up", {
        year: [place.start + result.years, "year", 0], years: [result.years, "decimal", 0],
      }]];
    if (result.needed !== null) facts.push(["needed", { growth: [result.needed / 100, "percent", 2] }]);
    const year = caughtUp(place);
    const last = place.years[place.years.length - 1];
    if (place.years.length === 1) facts.push(["not_counted", { year: [place.start, "year", 0] }]);
    else if (year === null) facts.push(["still_behind", { year: [last, "year", 0] }]);
    else facts.push(["counted", { year: [year, "year", 0] }]);
    return facts;
  };

  if (typeof document === "undefined") { // the test that compares both sides
    module.exports = {
      align, later, runDown, absorb, horizon, caughtUp, toldPhases, toldPhaseOut, toldServices,
    };
    return;
  }

  /* ---------------------------------------------------------------- numbers and words */

  const number = (value, digits, grouped = true) => new Intl.NumberFormat(document.documentElement.lang, {
    minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: grouped,
  }).format(value).replace("-", "\u2212");

  /* As an editor writes it in running text (numbers.py): Chinese in 万 or 亿 where that is exact,
     and four digits without a comma. */
  const written = (value, digits, myriads) => {
    for (const [scale, sign, most] of myriads ? [[1e8, "亿", 3], [1e4, "万", 4]] : []) {
      if (Math.abs(value) < scale) continue;
      for (let few = 0; few <= most; few += 1) {
        if (Math.abs(Number((value / scale).toFixed(few)) * scale - value) <= Math.abs(value) * 1e-12) {
          return number(value / scale, few, false) + sign;
        }
      }
    }
    return number(value, digits, !myriads || Math.abs(value) >= 1e4);
  };

  const show = ([value, style, digits], { percent, myriads }) => {
    if (style === "text") return value;
    if (style === "year") return String(Math.round(value));
    if (style === "percent") return number(value * 100, digits) + percent;
    return written(Number(value.toFixed(digits)) + 0, digits, myriads); // -0 becomes 0
  };

  /* A translation may scale a number, {total*1e9}. */
  const larger = ([value, , digits], factor, { myriads }) => {
    const lost = Math.max(0, digits - Math.round(Math.log10(factor)));
    const quantity = Math.round(Number(value.toFixed(digits)) * factor * 10 ** lost) / 10 ** lost;
    return written(quantity, lost, myriads);
  };

  const say = (source, name, values = {}) => Object.entries(values).reduce(
    (text, [key, value]) => text.replaceAll("{" + key + "}", show(value, source))
      .replaceAll(new RegExp("\\{" + key + "\\*(1e\\d+)\\}", "g"), (_, factor) => larger(value, Number(factor), source)),
    source.words[name]);

  const text = (value) => [value, "text", 0];

  /* ---------------------------------------------------------------- the three tools
     For each: `settle` puts controls in order after one was changed; `told` gives the facts; `charts`
     what each chart of the section shows; `leaveOut` which settings need not stand in the address. */

  const line = (name, x, y, color, mode = "lines", more = {}) => (
    { name, x, y, mode, line: { color }, marker: { color }, cliponaxis: false, ...more });

  const phases = {
    series: (source, state) => source.subjects[state.subject].series,
    starts: (state) => [state.start0, state.start1, state.start2],
    settle(source, state, changed, form) {
      const series = this.series(source, state);
      form.querySelector('[data-group="start"]').hidden = state.by !== "start";
      for (const each of form.querySelectorAll('[name="span"], [data-for="span"]')) {
        each.disabled = state.by === "calendar";
      }
      if (changed !== "subject") return {};
      const chosen = {};
      for (const position of [0, 1, 2]) {
        const control = form.elements["start" + position];
        control.closest(".explorer-control").hidden = position >= series.length;
        if (position >= series.length) continue;
        const { name, years, values } = series[position];
        control.labels[0].textContent = name;
        for (const each of both(form, control.name)) {
          each.min = years[0];
          each.max = years[years.length - 1];
        }
        chosen[control.name] = align(years, values, "peak", 0, "index", 0).origin;
      }
      return chosen;
    },
    leaveOut: (state, name) => name.startsWith("start") && state.by !== "start",
    told(source, state) { return toldPhases(this.series(source, state), state.by, this.starts(state)); },
    charts(source, state) {
      const subject = source.subjects[state.subject];
      const starts = this.starts(state);
      const traces = subject.series.map((each, position) => {
        const { x, y } = align(each.years, each.values, state.by, starts[position], state.scale, state.span);
        if (each.points) {
          const marker = { color: each.colour, size: 8, symbol: "circle-open", line: { width: 2 } };
          return line(each.name, x, y, each.colour, "markers", { showlegend: false, aside: true, marker });
        }
        const trace = line(each.name, x, y, each.colour, "lines+markers");
        trace.marker.size = 4; // figures ten years apart are not a curve
        return trace;
      });
      const unit = state.scale === "absolute" ? subject.unit
        : source.words[state.by === "start" ? "index_start" : "index_peak"];
      const named = { indicator: text(subject.name), unit: text(unit) };
      return [{
        finding: say(source, "finding", named),
        measured: say(source, state.by, named),
        head: source.words["head_" + state.by],
        source: subject.source,
        traces,
      }];
    },
  };

  const phaseOut = {
    settle: () => ({}),
    leaveOut: () => false,
    told: (source, state) => toldPhaseOut(state, source.counted),
    charts(source, state) {
      const result = runDown(state);
      const { words, colours } = source;
      const years = upTo(state.years);
      const scale = state.workers / source.counted[0][1];
      const dots = (name, pairs) => line(words[name], pairs.map(([x]) => x), pairs.map(([, y]) => y * scale),
        colours[name], "lines+markers", { line: { color: colours[name], width: 1.2, dash: "dot" } });
      const routes = ["retired", "moved", "trained"].filter((name) => result[name].some((count) => count > 0));
      const facts = Object.fromEntries(toldPhaseOut(state, source.counted));
      return [{
        finding: say(source, "people", facts.left),
        head: words.head,
        traces: [
          ...["work", ...routes].map((name) => line(words[name], years, result[name], colours[name])),
          dots("counted", source.counted),
        ],
      }, {
        finding: say(source, "cost", facts.money),
        head: words.head,
        traces: [
          line(words.setting, upTo(result.cost.length - 1).slice(1),
            result.cost.slice(1).map((money) => money / 1e6), colours.setting),
          dots("ceilings", source.ceilings),
        ],
      }];
    },
  };

  const services = {
    settle(source, state, changed) {
      if (changed === "place") {
        const rates = source.places[state.place].rates;
        const [decline, growth] = source.rates[rates];
        return { rates, decline, growth };
      }
      if (changed === "rates" && state.rates !== "own") {
        const [decline, growth] = source.rates[state.rates];
        return { decline, growth };
      }
      if (changed !== "decline" && changed !== "growth") return {};
      const same = Object.entries(source.rates)
        .find(([, [decline, growth]]) => decline === state.decline && growth === state.growth);
      return { rates: same ? same[0] : "own" };
    },
    leaveOut: (state, name) => (name === "decline" || name === "growth") && state.rates !== "own",
    told: (source, state) => toldServices(
      source.places[state.place], state.decline, state.growth, state.lag, state.counted),
    charts(source, state) {
      const place = source.places[state.place];
      const { words, colours } = source;
      const result = absorb(place.industry[0], place.services[0],
        state.decline, state.growth, state.lag, state.counted);
      const span = upTo(horizon(place, result.years));
      const years = span.map((year) => place.start + year);
      const counted = {
        lost: place.industry.map((jobs) => place.industry[0] - jobs),
        gained: place.services.map((jobs) => jobs - place.services[0]),
      };
      const traces = ["lost", "gained"].flatMap((name) => [
        line(words[name], years, span.map((year) => result[name][year] / 1000), colours[name]),
        ...(place.years.length < 2 ? [] : [line(words[name + "_counted"], place.years,
          counted[name].map((jobs) => jobs / 1000), colours[name], "markers", { showlegend: false })]),
      ]);
      const [[name, values]] = this.told(source, state);
      return [{
        finding: say(source, name, values),
        measured: say(source, "measured", { year: [place.start, "year", 0], region: text(place.region) }),
        head: words.head,
        source: place.source,
        traces,
      }];
    },
  };

  /* ---------------------------------------------------------------- charts and their tables */

  const wide = (sign) => /[\u2e80-\u9fff\uff00-\uffef]/.test(sign);
  const columns = (label) => sum([...label].map((sign) => (wide(sign) ? 2 : 1)));

  const wrap = (label, limit) => {
    if (columns(label) <= limit) return label;
    const pieces = [...label].some(wide) ? [...label] : label.split(/(?<= )/);
    const lines = [""];
    for (const piece of pieces) {
      const current = lines[lines.length - 1];
      if (current && columns((current + piece).trimEnd()) > limit && !/[，。；：、）]/.test(piece)) lines.push(piece);
      else lines[lines.length - 1] += piece;
    }
    return lines.map((each) => each.trim()).join("<br>");
  };

  /* Sorted centres of labels, moved so that neighbours do not overlap and none hangs below the axis at 0,
     each as little as possible. */
  const spread = (places, heights) => {
    const groups = [];
    const above = (centre, height) => Math.max(centre, height / 2);
    places.forEach((place, position) => {
      groups.push({ centre: above(place, heights[position]), height: heights[position], members: [position] });
      while (groups.length > 1) {
        const [low, high] = groups.slice(-2);
        if (high.centre - high.height / 2 >= low.centre + low.height / 2) break;
        const members = [...low.members, ...high.members];
        const height = low.height + high.height;
        const centre = above(sum(members.map((member) => places[member])) / members.length, height);
        groups.splice(-2, 2, { centre, height, members });
      }
    });
    const result = [];
    for (const { centre, height, members } of groups) {
      let bottom = centre - height / 2;
      for (const member of members) {
        result[member] = bottom + heights[member] / 2;
        bottom += heights[member];
      }
    }
    return result;
  };

  /* A layout of the first setting, with axes and labels for other figures: lines are named at their ends,
     single figures below the first one. */
  const fit = (layout, traces, limit, head) => {
    const xs = traces.flatMap((trace) => trace.x);
    const ys = traces.flatMap((trace) => trace.y).filter((value) => value !== null);
    const pad = (Math.max(...xs) - Math.min(...xs)) * (traces.some((trace) => trace.mode.includes("markers")) ? 0.015 : 0);
    const low = Math.min(0, ...ys) * 1.06;
    const high = (Math.max(...ys) || 1) * 1.06;
    layout.xaxis.range = [Math.min(...xs) - pad, Math.max(...xs) + pad];
    layout.yaxis.range = [low, high];
    if (layout.xaxis.title) layout.xaxis.title.text = head;
    const model = layout.annotations[0];
    const named = (trace, place, more) => (place < 0 ? [] : [{
      ...model, font: { ...model.font, color: trace.line.color }, text: wrap(trace.name, limit),
      x: trace.x[place], y: trace.y[place], ...more }]);
    const known = (value) => value !== null;
    const labels = traces.filter((trace) => trace.showlegend !== false)
      .flatMap((trace) => named(trace, trace.y.findLastIndex(known)));
    const asides = traces.filter((trace) => trace.aside)
      .flatMap((trace) => named(trace, trace.y.findIndex(known), { xanchor: "left", xshift: 0, yshift: -14 }));
    const widths = labels.flatMap((label) => label.text.split("<br>"))
      .map((row) => sum([...row].map((sign) => (wide(sign) ? 13 : 7.3))));
    layout.margin.r = Math.max(16, ...widths.map((width) => width + 16));
    const scale = (layout.height - layout.margin.t - layout.margin.b - 24) / (high - low);
    const pixel = (label) => (label.y - low) * scale;
    for (const aside of asides) if (pixel(aside) < 24) aside.yshift = 14; // no room above the axis
    labels.sort((one, other) => pixel(one) - pixel(other));
    const heights = labels.map((label) => 17 * label.text.split("<br>").length);
    spread(labels.map(pixel), heights).forEach((place, position) => {
      labels[position].yshift = Math.round((place - pixel(labels[position])) * 10) / 10;
    });
    layout.annotations = [...labels, ...asides];
  };

  const digitsOf = (values) => {
    const known = values.filter((value) => value !== null).map(Math.abs);
    if (known.every(Number.isInteger)) return 0;
    const largest = Math.max(...known);
    return largest >= 1000 ? 0 : largest >= 10 ? 1 : 2;
  };

  const cell = (tag, content, attributes) => Object.assign(document.createElement(tag), { textContent: content, ...attributes });

  /* Years, and for each the value of every trace or null. */
  const tabulate = (traces) => {
    const keys = [...new Set(traces.flatMap((trace) => trace.x.filter(Number.isInteger)))].sort((a, b) => a - b);
    const found = traces.map((trace) => new Map(trace.x.map((x, position) => [x, trace.y[position]])));
    return keys.map((key) => [key, ...found.map((values) => values.get(key) ?? null)]);
  };

  const fillTable = (table, head, traces, measured) => {
    const digits = traces.map((trace) => digitsOf(trace.y));
    const heads = document.createElement("tr");
    heads.append(cell("th", head, { scope: "col" }),
      ...traces.map((trace) => cell("th", trace.name, { scope: "col", className: "numeric" })));
    const rows = tabulate(traces).map(([key, ...values]) => {
      const row = document.createElement("tr");
      const year = String(key).replace("-", "\u2212");
      row.append(cell("th", year, { scope: "row" }), ...values.map((value, position) => (
        cell("td", value === null ? "–" : number(value, digits[position]), { className: "numeric" }))));
      return row;
    });
    table.caption.textContent = measured;
    table.tHead.replaceChildren(heads);
    table.tBodies[0].replaceChildren(...rows);
  };

  /* ---------------------------------------------------------------- what is taken away: CSV, pictures, citation */

  const taken = new WeakMap(); // figure: what it shows, if that is not the first setting

  /* As takeaway.csv_text writes it: plain numbers, and a mark without which spreadsheets misread heads. */
  const csv = ({ head, traces }) => {
    const field = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    const rows = tabulate(traces).map((row) => row.map((value) => (value === null ? "" : String(Number(value.toPrecision(12))))));
    return "\ufeff" + [[head, ...traces.map((trace) => trace.name)].map(field), ...rows].map((row) => row.join(",") + "\r\n").join("");
  };

  /* As takeaway.standalone: the wide picture in light colours, its words around it. */
  const picture = async (figure) => {
    const { data, layouts: { wide: layout }, locale } = JSON.parse(figure.querySelector(".chart-json").textContent);
    const { width, height } = layout;
    for (let tries = 0; !window.Plotly && tries < 100; tries += 1) await new Promise((done) => { setTimeout(done, 100); });
    const address = await window.Plotly.toImage({ data, layout, config: { locale } }, { format: "svg", width, height });
    const inner = new DOMParser().parseFromString(decodeURIComponent(address.replace(/^[^,]*,/, "")), "image/svg+xml").documentElement;
    const EDGE = 20; // px
    const svg = (tag, attributes, content = "") => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.textContent = content;
      return element;
    };
    const words = (selector) => figure.querySelector(selector).textContent;
    let y = EDGE / 2;
    const written = (content, size, weight, fill) => wrap(content, Math.floor(width / (size * 0.58))).split("<br>").map((row) => {
      y += size * 1.4;
      return svg("text", { x: EDGE, y: y - size * 0.3, "font-size": size, "font-weight": weight, fill }, row);
    });
    const muted = "#6a6a6a";
    const above = [...written(words(".chart-finding"), 17, 700, "#1f2328"), ...written(words(".chart-measured"), 13, 400, muted)];
    inner.setAttribute("x", EDGE);
    inner.setAttribute("y", y + 4);
    y += 4 + height + EDGE / 2;
    const below = written(words(".chart-source span"), 13, 400, muted);
    const size = { width: width + 2 * EDGE, height: y + EDGE };
    const whole = svg("svg", { ...size, viewBox: `0 0 ${size.width} ${size.height}`, "font-family": layout.font?.family ?? "sans-serif" });
    whole.append(svg("title", {}, words(".chart-finding")), svg("rect", { width: "100%", height: "100%", fill: "#fff" }), ...above, inner, ...below);
    return new XMLSerializer().serializeToString(whole);
  };

  const save = (content, type, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  /* Caught on its way down: the files of the first setting lie behind the links. */
  const take = async (event) => {
    const figure = event.currentTarget;
    const wanted = event.target.closest(".chart-links > *");
    if (!wanted || !taken.has(figure)) return;
    event.preventDefault();
    event.stopPropagation();
    if (wanted.matches("[href$='.csv']")) save(csv(taken.get(figure)), "text/csv", figure.id + ".csv");
    else {
      const drawn = new Blob([await picture(figure)], { type: "image/svg+xml" });
      if (wanted.matches(".chart-svg")) save(drawn, drawn.type, figure.id + ".svg");
      else {
        const href = URL.createObjectURL(drawn);
        figure.dispatchEvent(new CustomEvent("chart:png", { bubbles: true, detail: { href, name: figure.id + ".png" } }));
        setTimeout(() => URL.revokeObjectURL(href), 10000);
      }
    }
  };

  /* Citation and BibTeX of the first setting, with the finding, the address and the publishers of this one. */
  const namesIn = (figure, label) => {
    const [before, after] = label.split("{publishers}");
    const source = figure.querySelector(".chart-source span").textContent;
    return {
      finding: figure.querySelector(".chart-finding").textContent,
      publishers: source.slice(before.length, source.length - after.length),
    };
  };

  const cite = (figure, first, now, search) => {
    const put = (part, changes) => {
      const element = figure.querySelector(part);
      element.textContent = changes.reduce((content, [old, own]) => content.replace(old, () => own), element.textContent);
    };
    const address = ["#" + figure.id, search + "#" + figure.id];
    put(".chart-cite", [[first.finding, now.finding], [first.publishers, now.publishers], address]);
    const title = now.finding.replace(/[&%#$_]/g, "\\$&"); // as takeaway.bibtex
    put(".chart-bibtex", [[/(?<=title = \{\{).*(?=\}\})/, title], address]);
  };

  const PARTS = [".chart-finding", ".chart-measured", ".chart-description", ".chart-source", ".chart-json", ".chart-table",
    ".chart-cite", ".chart-bibtex"];

  const keep = (figure) => new Map(PARTS
    .map((part) => [part, figure.querySelector(part)])
    .filter(([, element]) => element)
    .map(([part, element]) => [part, element.innerHTML]));

  const restore = (figure, kept) => {
    taken.delete(figure);
    for (const [part, markup] of kept) figure.querySelector(part).innerHTML = markup;
  };

  const fill = (figure, kept, chart, told, label, search) => {
    restore(figure, kept);
    const first = namesIn(figure, label);
    const holder = figure.querySelector(".chart-json");
    const drawing = JSON.parse(holder.textContent);
    const hover = drawing.data[0].hovertemplate;
    const scale = drawing.scale?.y ?? 1; // an edition may draw in units of its own
    const traces = chart.traces.map((trace) => ({ ...trace, y: trace.y.map((value) => (value === null ? null : value * scale)) }));
    drawing.data = traces
      .map((trace) => ({ type: "scatter", hovertemplate: hover.replace(/\.\d+~f/, `.${digitsOf(trace.y)}~f`), ...trace }))
      .sort((one, other) => (one.mode === "markers") - (other.mode === "markers")); // single figures on top of lines
    for (const [kind, layout] of Object.entries(drawing.layouts)) fit(layout, drawing.data, kind === "wide" ? 24 : 14, chart.head);
    holder.textContent = JSON.stringify(drawing);
    const put = (part, content) => {
      const element = figure.querySelector(part);
      if (element && content !== undefined) element.textContent = content;
    };
    put(".chart-finding", chart.finding.replace(/[.。]$/, ""));
    put(".chart-measured", chart.measured);
    put(".chart-description", told.join(" "));
    if (chart.source) figure.querySelector(".chart-source").innerHTML = chart.source;
    const table = figure.querySelector(".chart-table");
    if (table) fillTable(table, chart.head, traces, figure.querySelector(".chart-measured").textContent);
    cite(figure, first, namesIn(figure, label), search);
    taken.set(figure, { head: chart.head, traces });
  };

  /* charts.js draws what stands in .chart-json; while it loads the engine it is asked again. */
  const redraw = (figure) => {
    if (figure.dataset.state === "loading") setTimeout(() => redraw(figure), 100);
    else figure.dispatchEvent(new CustomEvent("chart:update", { bubbles: true }));
  };

  /* ---------------------------------------------------------------- forms and addresses */

  const both = (form, name) => form.querySelectorAll(`[name="${name}"], [data-for="${name}"]`);

  const read = (form) => {
    const state = {};
    for (const control of form.elements) {
      if (!control.name) continue;
      if (control.type === "radio") { if (control.checked) state[control.name] = control.value; }
      else state[control.name] = control.type === "number" ? Number(control.value) : control.value;
    }
    return state;
  };

  const write = (form, name, value) => {
    for (const control of both(form, name)) {
      if (control.type === "radio") control.checked = control.value === String(value);
      else control.value = value;
    }
  };

  /* What a number may be; anything else (a half-typed number, a made-up address) is left alone. */
  const allowed = (form, name, value) => {
    const controls = [...both(form, name)];
    if (controls[0].type === "radio") return controls.some((control) => control.value === value);
    if (controls[0].tagName === "SELECT") return [...controls[0].options].some((option) => option.value === value);
    const control = form.elements[name];
    const given = Number(value);
    return value !== "" && Number.isFinite(given) && given >= Number(control.min) && given <= Number(control.max);
  };

  const setUp = (section) => {
    const tool = { phases, "phase-out": phaseOut, services }[section.dataset.explorer];
    const source = JSON.parse(section.querySelector(".explorer-json").textContent);
    const form = section.querySelector(".explorer-form");
    const list = section.querySelector(".explorer-result ul");
    const figures = [...section.querySelectorAll("figure.chart")];
    const kept = figures.map(keep);
    const words = list.innerHTML;
    for (const figure of figures) figure.addEventListener("click", take, true);
    for (const group of form.querySelectorAll("fieldset")) group.disabled = false;
    const settle = (changed) => {
      for (const [name, value] of Object.entries(tool.settle(source, read(form), changed, form))) write(form, name, value);
    };
    const names = [...new Set([...form.elements].map((control) => control.name).filter(Boolean))];
    const first = read(form);
    let shown = JSON.stringify(first);

    const update = () => {
      const state = read(form);
      const now = JSON.stringify(state);
      if (now === shown) return;
      shown = now;
      const address = new URL(location.href);
      for (const name of names) {
        if (state[name] === first[name] || tool.leaveOut(state, name)) address.searchParams.delete(name);
        else address.searchParams.set(name, state[name]);
      }
      const asFirst = now === JSON.stringify(first);
      if (asFirst) {
        list.innerHTML = words;
        figures.forEach((figure, position) => restore(figure, kept[position]));
      } else {
        const told = tool.told(source, state).map(([name, values]) => say(source, name, values));
        list.replaceChildren(...told.map((each) => cell("li", each)));
        tool.charts(source, state).forEach((chart, position) => (
          fill(figures[position], kept[position], chart, told, source.publishers, address.search)));
      }
      figures.forEach(redraw);
      history.replaceState(history.state, "", address);
      for (const link of document.querySelectorAll(".languages a")) { // the setting goes along
        const other = new URL(link.href);
        other.search = address.search;
        link.href = other;
      }
    };

    let waiting;
    const soon = () => { clearTimeout(waiting); waiting = setTimeout(update, 80); };
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", ({ target }) => {
      const name = target.name || target.dataset.for;
      if (!allowed(form, name, target.value)) return;
      if (target.type === "number" || target.type === "range") write(form, name, target.value);
      settle(name);
      soon();
    });
    form.addEventListener("change", ({ target }) => { // a number that cannot be goes to the nearest that can
      if (target.type !== "number" || allowed(form, target.name, target.value)) return;
      const given = target.value === "" ? first[target.name] : Number(target.value);
      write(form, target.name, Math.min(Math.max(given, Number(target.min)), Number(target.max)));
      settle(target.name);
      soon();
    });
    form.querySelector(".explorer-reset").addEventListener("click", () => {
      form.reset();
      settle(names[0]);
      for (const [name, value] of Object.entries(first)) write(form, name, value);
      soon();
    });

    /* On a phone the form is longer than the screen: the first line of the result stays in sight below it
       (explorers.css), the rest of it beyond the edge. */
    const box = list.parentElement;
    new ResizeObserver(() => {
      const rest = box.getBoundingClientRect().bottom - list.firstElementChild.getBoundingClientRect().bottom;
      box.style.setProperty("--rest", Math.max(0, Math.round(rest) - 12) + "px");
    }).observe(box);

    settle(names[0]);
    const wanted = new URLSearchParams(location.search);
    for (const name of names) {
      const value = wanted.get(name);
      if (value === null || !allowed(form, name, value)) continue;
      write(form, name, value);
      settle(name);
    }
    update();
  };

  document.querySelectorAll(".explorer").forEach(setUp);
})();
