// The text goes to the kernel as a binary buffer, once, and stays nowhere: no trait holds
// it, the field is emptied, and logs of the message's content show nothing of it.
const encoder = new TextEncoder();

function render({ model, el }) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  // Every widget has this module anew, so that counting would tie labels to other fields.
  input.id = label.htmlFor = `secret-${Math.random().toString(36).slice(2)}`;
  input.autocomplete = "off";
  input.autocapitalize = "off";
  input.spellcheck = false;
  el.classList.add("cognito-explore-secret");
  el.append(label, input);

  const show = () => {
    label.textContent = model.get("label");
    input.type = model.get("is_masked") ? "password" : "text";
    input.disabled = model.get("disabled");
    input.placeholder = model.get("is_filled") ? "•••  filled in" : model.get("placeholder");
    // anywidget takes the view's own listeners away, so what hides other widgets is done here.
    el.classList.toggle("ce-hidden", model.get("_dom_classes").includes("ce-hidden"));
  };
  const give = () => {
    if (input.value === "") return;
    const bytes = encoder.encode(input.value);
    input.value = "";
    model.send({ kind: "secret" }, undefined, [bytes.buffer]);
  };
  const press = (event) => {
    // Notebook shortcuts stay out.
    event.stopPropagation();
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    give();
    model.send({ kind: "submit" });
  };

  input.addEventListener("change", give);
  input.addEventListener("keydown", press);
  model.on("change", show);
  show();
  return () => model.off("change", show);
}

export default { render };
