// The map of the selected incidents. Everything comes from the desk; the table holds the same.
import { AttributionControl, Map as Chart, NavigationControl, Popup, ScaleControl, setWorkerUrl }
  from "/static/maplibre/maplibre-gl.mjs";

const NOTHING = { type: "FeatureCollection", features: [] };
const CIRCLE = 64; // corners of a circle of uncertainty
const FINEST = 14; // beyond it, what lies on one spot is told by the table

function sharp() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

// Without WebGL: the drawing that the desk makes of the first incidents.
async function drawing(box) {
  const answer = await fetch(`/map/drawing?${box.dataset.query}`);
  if (answer.ok) box.innerHTML = await answer.text();
  box.classList.add("drawn");
}

function begin(box) {
  setWorkerUrl(new URL("/static/maplibre/maplibre-gl-worker.mjs", location.href).href);
  const extent = box.dataset.extent.split(",").map(Number);
  const map = new Chart({
    container: box,
    style: style(),
    bounds: wide(extent),
    fitBoundsOptions: { padding: 40, maxZoom: 7 },
    maxZoom: 18,
    renderWorldCopies: false,
    dragRotate: false,
    pitchWithRotate: false,
    attributionControl: false,
    fadeDuration: 0,
    boxZoom: { boxZoomEnd: (chart, from, to) => choose(chart.unproject(from), chart.unproject(to)) },
    locale: { "Map.Title": "Map of the incidents" },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 90 }));
  map.addControl(new AttributionControl({
    compact: true, customAttribution: "Borders: Natural Earth. Places: GeoNames." }));

  let asked = null;
  const says = document.querySelector("[data-map-says]");
  const before = says?.textContent.trim();

  async function fill() {
    asked?.abort();
    asked = new AbortController();
    const seen = map.getBounds();
    const edges = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
    const query = new URLSearchParams(box.dataset.query);
    query.set("window", clamped(edges).map((each) => each.toFixed(4)).join(","));
    query.set("zoom", map.getZoom().toFixed(1));
    let found;
    try {
      const answer = await fetch(`/map/incidents?${query}`, { signal: asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      found = await answer.json();
    } catch (error) {
      if (error.name !== "AbortError" && says) says.textContent = "the map cannot be filled just now";
      return;
    }
    map.getSource("clusters").setData(collection(found.clusters.map((each) =>
      point(each.at, { ...each, box: each.box.join(",") }))));
    map.getSource("spots").setData(collection(found.spots.map((each) => point(each.at, each))));
    const at = Object.fromEntries(found.spots.map((each) => [each.id, each.at]));
    map.getSource("areas").setData(collection(found.areas.map((each) => ({
      type: "Feature",
      properties: { whole: each.whole },
      geometry: each.shape ?? around(at[each.id], each.radius_km),
    }))));
    if (says) {
      const number = found.incidents.toLocaleString("en");
      says.textContent = [`${number} on the map`, before].filter(Boolean).join("; ");
    }
    box.dataset.filled = String(found.incidents);
  }

  map.on("load", () => {
    map.on("moveend", fill);
    fill();
  });

  const popup = new Popup({ closeButton: true, maxWidth: "18rem" });
  map.on("click", "spots", (event) => {
    const said = event.features[0].properties;
    popup.setLngLat(event.features[0].geometry.coordinates).setDOMContent(card(said)).addTo(map);
  });
  map.on("click", "clusters", (event) => {
    const [west, south, east, north] = event.features[0].properties.box.split(",").map(Number);
    const together = Math.max(east - west, north - south) < 0.0005;
    if (together || map.getZoom() >= FINEST) {
      const hair = 0.0001;
      go({ box: [west - hair, south - hair, east + hair, north + hair] });
    } else {
      map.fitBounds([[west, south], [east, north]],
        { padding: 60, maxZoom: Math.max(FINEST, map.getZoom() + 1), animate: !still() });
    }
  });
  for (const layer of ["spots", "clusters"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }

  dragging(map, box);
  const here = document.querySelector("[data-map-here]");
  if (here) {
    here.hidden = false;
    here.addEventListener("click", () => {
      const seen = map.getBounds();
      go({ box: clamped([seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()]) });
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => recolour(map));
}

// ------------------------------------------------------------------------- what the address holds

function go(changed) {
  const query = new URLSearchParams(location.search);
  query.delete("page");
  query.delete("unplaced");
  query.set("box", changed.box.map((each) => each.toFixed(4)).join(","));
  location.assign(`/?${query}`);
}

function choose(one, other) {
  const box = [Math.min(one.lng, other.lng), Math.min(one.lat, other.lat),
    Math.max(one.lng, other.lng), Math.max(one.lat, other.lat)];
  go({ box: clamped(box) });
}

function clamped([west, south, east, north]) {
  const within = (each, most) => Math.max(-most, Math.min(most, each));
  return [within(west, 180), within(south, 90), within(east, 180), within(north, 90)];
}

function wide([west, south, east, north]) {
  const least = 0.5;
  return [[Math.max(-180, west - least), Math.max(-85, south - least)],
    [Math.min(180, east + least), Math.min(85, north + least)]];
}

function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// A box is drawn with Shift and the mouse, or with the button and a finger or pen.
function dragging(map, box) {
  const button = document.querySelector("[data-map-draw]");
  if (!button) return;
  button.hidden = false;
  const cover = document.createElement("div");
  cover.className = "cover";
  cover.hidden = true;
  const frame = document.createElement("div");
  frame.className = "frame";
  cover.append(frame);
  box.append(cover);
  let from = null;

  const on = (wanted) => {
    cover.hidden = !wanted;
    from = null;
    frame.style.width = frame.style.height = "0";
    button.setAttribute("aria-pressed", String(wanted));
  };
  const at = (event) => {
    const edge = box.getBoundingClientRect();
    return [event.clientX - edge.left, event.clientY - edge.top];
  };
  button.addEventListener("click", () => on(cover.hidden));
  document.addEventListener("keydown", (event) => event.key === "Escape" && on(false));
  cover.addEventListener("pointerdown", (event) => {
    from = at(event);
    cover.setPointerCapture(event.pointerId);
  });
  cover.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = at(event);
    Object.assign(frame.style, {
      left: `${Math.min(from[0], to[0])}px`, top: `${Math.min(from[1], to[1])}px`,
      width: `${Math.abs(from[0] - to[0])}px`, height: `${Math.abs(from[1] - to[1])}px` });
  });
  cover.addEventListener("pointerup", (event) => {
    const [start, end] = [from, at(event)];
    on(false);
    if (start && Math.hypot(start[0] - end[0], start[1] - end[1]) > 6) {
      choose(map.unproject(start), map.unproject(end));
    }
  });
}

// ---------------------------------------------------------------------------------- what is drawn

function collection(features) {
  return { type: "FeatureCollection", features };
}

function point(coordinates, properties) {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates } };
}

// A circle of so many kilometres on the earth.
function around([longitude, latitude], radius) {
  const ring = [];
  const tall = radius / 111.32;
  const flat = Math.max(0.01, Math.cos((latitude * Math.PI) / 180));
  for (let n = 0; n <= CIRCLE; n += 1) {
    const turn = (2 * Math.PI * n) / CIRCLE;
    ring.push([longitude + (tall / flat) * Math.cos(turn), latitude + tall * Math.sin(turn)]);
  }
  return { type: "Polygon", coordinates: [ring] };
}

// Text of reports is text here too: nothing is made of it but text nodes.
function card(said) {
  const made = document.createElement("div");
  const link = document.createElement("a");
  link.href = `/incidents/${encodeURIComponent(said.id)}`;
  link.textContent = said.title;
  const where = document.createElement("p");
  where.textContent = `${said.when} · ${said.where}`;
  const status = document.createElement("p");
  status.textContent = `${said.sign} ${said.word}`;
  made.append(link, where, status);
  return made;
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const PAINTS = {
  sea: { "background-color": () => colour("sea") },
  land: { "fill-color": () => colour("land") },
  graticule: { "line-color": () => colour("region") },
  coast: { "line-color": () => colour("country") },
  regions: { "line-color": () => colour("region") },
  countries: { "line-color": () => colour("country") },
  disputed: { "line-color": () => colour("country") },
  "area-fill": { "fill-color": () => colour("where-fill") },
  "area-line": { "line-color": () => colour("where") },
  clusters: { "circle-color": () => colour("ink"), "circle-stroke-color": () => colour("paper") },
  "cluster-number": { "text-color": () => colour("paper") },
  spots: { "circle-color": () => colour("card"), "circle-stroke-color": () => colour("where") },
  "spot-sign": { "text-color": () => colour("ink") },
  ...Object.fromEntries(["region", "town", "country"].map((kind) => [`${kind}-name`, {
    "text-color": () => colour(kind === "town" ? "ink" : "soft"),
    "text-halo-color": () => colour("land") }])),
};

function recolour(map) {
  for (const [layer, paints] of Object.entries(PAINTS)) {
    for (const [name, value] of Object.entries(paints)) map.setPaintProperty(layer, name, value());
  }
}

function style() {
  const lines = (kind, paint, minzoom = 0) => ({
    type: "line", source: "ground", "source-layer": "borders", minzoom,
    filter: ["==", ["get", "kind"], kind], layout: { "line-join": "round" }, paint });
  const names = (kind, size, more = {}) => ({
    type: "symbol", source: "ground", "source-layer": "names",
    filter: ["all", ["==", ["get", "kind"], kind], ["<=", ["get", "zoom"], ["zoom"]]],
    layout: { "text-field": ["get", "name"], "text-size": size, "text-font": ["sans-serif"],
      "text-max-width": 8, "text-padding": 4, ...more },
    paint: { "text-halo-width": 1.2 } });
  const layers = {
    sea: { type: "background", paint: {} },
    land: { type: "fill", source: "ground", "source-layer": "land", paint: { "fill-antialias": false } },
    graticule: { type: "line", source: "graticule", paint: { "line-width": 0.5, "line-opacity": 0.6 } },
    regions: lines("region", { "line-width": 0.8 }, 4),
    coast: lines("coast", { "line-width": 0.7 }),
    countries: lines("country", { "line-width": 1.2 }),
    disputed: lines("disputed", { "line-width": 1.2, "line-dasharray": [2, 2] }),
    "area-fill": { type: "fill", source: "areas", paint: {} },
    "area-line": { type: "line", source: "areas", paint: { "line-width": 1.5, "line-dasharray": [3, 2] } },
    "region-name": names("region", 11),
    "town-name": names("town", 12, { "symbol-sort-key": ["-", ["get", "people"]] }),
    "country-name": names("country", 13, { "text-transform": "uppercase", "text-letter-spacing": 0.12 }),
    clusters: { type: "circle", source: "clusters", paint: { "circle-stroke-width": 2, "circle-opacity": 0.88,
      "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "incidents"]], 0.3, 12, 2, 18, 4, 27] } },
    "cluster-number": { type: "symbol", source: "clusters",
      layout: { "text-field": ["number-format", ["get", "incidents"], { locale: "en" }], "text-size": 12,
        "text-font": ["sans-serif"], "text-allow-overlap": true }, paint: {} },
    spots: { type: "circle", source: "spots", paint: { "circle-radius": 9, "circle-stroke-width": 2 } },
    "spot-sign": { type: "symbol", source: "spots",
      layout: { "text-field": ["get", "sign"], "text-size": 12, "text-font": ["sans-serif"],
        "text-allow-overlap": true }, paint: {} },
  };
  const geojson = () => ({ type: "geojson", data: NOTHING });
  return {
    version: 8,
    sources: {
      ground: { type: "vector", tiles: [`${location.origin}/map/tiles/{z}/{x}/{y}`], maxzoom: 6 },
      graticule: { type: "geojson", data: graticule() },
      clusters: geojson(), spots: geojson(), areas: geojson(),
    },
    layers: Object.entries(layers).map(([id, layer]) => {
      const paint = { ...layer.paint };
      for (const [name, value] of Object.entries(PAINTS[id])) paint[name] = value();
      return { id, ...layer, paint };
    }),
  };
}

function graticule() {
  const lines = [];
  for (let at = -180; at <= 180; at += 10) lines.push([[at, -85], [at, 85]]);
  for (let at = -80; at <= 80; at += 10) lines.push([[-180, at], [180, at]]);
  return { type: "Feature", properties: {}, geometry: { type: "MultiLineString", coordinates: lines } };
}

const holder = document.querySelector("[data-map]");
if (holder) {
  if (sharp()) begin(holder);
  else drawing(holder);
}
