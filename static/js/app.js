// Every page works without this file. Each part listens on the document, so it serves what htmx puts in later too.
import "./forms.js";
import "./stepper.js";
import "./gallery.js";
import "./menus.js";
import "./toast.js";
import "./filters.js";
