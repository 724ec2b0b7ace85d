// Charts with their captions. They are pictures, so nothing in them can run.
export default function (component) {
  const { data, parentElement } = component;
  const figures = data.pictures.map((picture) => {
    const figure = document.createElement("figure");
    figure.className = "picture";
    const image = document.createElement("img");
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg)}`;
    image.alt = picture.caption;
    const caption = document.createElement("figcaption");
    caption.textContent = picture.caption;
    figure.append(image, caption);
    return figure;
  });
  parentElement.querySelector(".root").replaceChildren(...figures);
}
