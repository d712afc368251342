// What a scan is of, where no server can be asked.

// The rule of app/workshop/scans.py: an address says what it is of; what is typed may be a place, and else is a number.
export function read(scan, places) {
  const label = scan.match(/^(?:.*\/)?p\/([^/?#]{1,20})$/i)?.[1];
  if (label) return { place: label.toUpperCase() };
  if (!/\/u\//i.test(scan) && places.has(scan.toUpperCase())) return { place: scan.toUpperCase() };
  const [, letters, digits] = scan.match(/^(?:.*\/)?\s*([a-z]{1,3})[-\s.]?([0-9]{1,4})$/i) ?? [];
  return letters ? { thing: `${letters.toUpperCase()}-${digits.padStart(4, "0")}` } : null;
}

// "A-0001:A-0003,B-0002", as the server lists numbers, one by one.
export function listed(units) {
  return units.split(",").filter(Boolean).flatMap((part) => {
    const [first, last = first] = part.split(":");
    const from = Number(first.slice(-4));
    const count = Number(last.slice(-4)) - from + 1;
    return Array.from({ length: count }, (_none, n) => first.slice(0, -4) + String(from + n).padStart(4, "0"));
  });
}
