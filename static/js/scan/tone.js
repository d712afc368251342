// A short high tone and one tap for yes, two low ones for no.
const TONES = { good: [[880, 0, 0.12]], bad: [[220, 0, 0.16], [180, 0.2, 0.2]] };
let sound = null;

export function feel(kind) {
  navigator.vibrate?.(kind === "good" ? 60 : [120, 80, 120]);
  try {
    sound ??= new AudioContext();
    for (const [pitch, at, length] of TONES[kind] ?? []) {
      const tone = sound.createOscillator();
      const volume = sound.createGain();
      tone.frequency.value = pitch;
      volume.gain.value = 0.2;
      tone.connect(volume).connect(sound.destination);
      tone.start(sound.currentTime + at);
      tone.stop(sound.currentTime + at + length);
    }
  } catch {
    // Because a page may be silent until somebody has touched it.
  }
}
