// Reads QR codes where the browser itself cannot; scan.js asks for it only then.
import { decodeQR } from "qr/decode.js";

window.readQr = decodeQR;
