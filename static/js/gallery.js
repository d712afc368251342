// A thumbnail shows its photo large; without script it is a link to the photo.

document.addEventListener("click", (event) => {
  const thumb = event.target.closest?.("[data-thumb]");
  if (!thumb || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const gallery = thumb.closest("[data-gallery]");
  const large = gallery.querySelector(".gal-main img:not(.blur)");
  if (!large) return;
  large.srcset = thumb.dataset.srcset;
  large.src = thumb.dataset.src;
  large.alt = thumb.dataset.alt;
  gallery.querySelector("[aria-current]")?.removeAttribute("aria-current");
  thumb.setAttribute("aria-current", "true");
});
