/* What a page does besides its charts: colours, section marks, copying. Nothing here is needed to read. */
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];

  /* Colours: the button turns them over; a choice that equals the system's is forgotten again. */
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  const theme = document.querySelector(".theme-switch");
  const show = () => theme.setAttribute("aria-pressed", String(isDark()));
  const keep = (choice) => {
    try {
      if (choice) localStorage.setItem("theme", choice);
      else localStorage.removeItem("theme");
    } catch { /* a browser that keeps nothing forgets the choice */ }
  };
  theme.addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    const asSystem = (wanted === "dark") === system.matches;
    if (asSystem) delete root.dataset.theme;
    else root.dataset.theme = wanted;
    keep(asSystem ? "" : wanted);
    show();
  });
  system.addEventListener("change", show);
  show();

  /* The section that is read: marked in the list of sections, kept when the language changes
     (section ids are the same in every edition). */
  const links = new Map(all("#page-contents a[href^='#']").map((link) => [link.hash.slice(1), link]));
  const sections = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let current = "";
  const mark = () => {
    const line = window.innerHeight / 3;
    const read = sections.filter((section) => section.getBoundingClientRect().top < line).pop();
    const id = read ? read.id : "";
    if (id === current) return;
    current = id;
    for (const [name, link] of links) {
      link.classList.toggle("current", name === id);
      if (name === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let waiting = false;
  window.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  mark();
  for (const link of all(".languages a")) {
    link.addEventListener("click", () => { mark(); link.hash = current || location.hash; });
  }

  /* Drawers: open at the current page; shut when a section is chosen or the window has room. */
  for (const drawer of all("[popover]")) {
    const shut = () => drawer.matches(":popover-open") && drawer.hidePopover();
    drawer.addEventListener("toggle", (event) => {
      const current = drawer.querySelector("a.current");
      if (event.newState === "open" && current) drawer.scrollTop = current.offsetTop - drawer.clientHeight / 2; // clear of its head
    });
    drawer.addEventListener("click", (event) => { if (event.target.closest("a")) shut(); });
    drawer.addEventListener("focusout", ({ relatedTarget }) => { // by Tab, onto what the drawer covers
      if (relatedTarget && !drawer.contains(relatedTarget)) shut();
    });
    window.matchMedia("(min-width: 60em)").addEventListener("change", shut);
  }
  /* The contents beside the text start at the current page too. */
  const here = document.querySelector("#book-contents a.current");
  if (here && here.offsetTop > window.innerHeight * 0.7) here.closest("nav").scrollTop = here.offsetTop - 200;

  for (const button of all(".copy")) {
    button.addEventListener("click", async () => {
      const code = [...button.parentElement.querySelectorAll("pre")].map((pre) => pre.innerText).join("\n");
      const before = button.textContent;
      await navigator.clipboard.writeText(code);
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = before; }, 1500);
    });
  }

  /* What scrolls sideways must be reachable by keyboard. */
  for (const box of all(".pst-scrollable-table-container")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
})();
