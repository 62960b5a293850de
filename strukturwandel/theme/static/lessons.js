/* Lessons by outcome, evidence, transfer and subject; the choice stands in the address. */
(() => {
  "use strict";
  const form = document.querySelector(".lesson-filter");
  if (!form) return;
  const lessons = [...document.querySelectorAll(".lesson[data-strength]")].filter((lesson) =>
    form.compareDocumentPosition(lesson) & Node.DOCUMENT_POSITION_FOLLOWING && lesson.closest(".lessons") === form.nextElementSibling);
  const output = form.querySelector("output");
  const fields = [...form.elements].filter((field) => field.name);
  const sift = () => {
    let shown = 0;
    for (const lesson of lessons) {
      const fits = fields.every((field) => !field.value || lesson.dataset[field.name] === field.value);
      lesson.hidden = !fits;
      shown += fits;
    }
    output.textContent = output.dataset.text.replace("{count}", shown).replace("{all}", lessons.length);
  };
  const address = new URLSearchParams(location.search);
  for (const field of fields) if (address.has(field.name)) field.value = address.get(field.name);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    const chosen = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    history.replaceState(null, "", (chosen.size ? "?" + chosen : location.pathname) + location.hash);
    sift();
  });
  sift();
})();
