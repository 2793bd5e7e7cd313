import type { IncidentCandidate } from '../../shared/inference/protocol.ts';
import { ContactFinder, type Contact } from './contacts.ts';
import { limits } from './limits.ts';
import type { IncidentRecogniser, RecognitionFrame } from './recogniser-port.ts';
import { StandingPlaces } from './standing-places.ts';
import { Suspicion } from './suspicion.ts';
import { TrackMemory } from './track-memory.ts';

/** Accidents of vehicles, from how they move: contact, sudden change, standstill afterwards. */
export class AccidentRecogniser implements IncidentRecogniser {
  #tracks = new Map<number, TrackMemory>();
  #contacts = new ContactFinder();
  #places = new StandingPlaces();
  #suspicions: Suspicion[] = [];
  #lastMs: number | null = null;
  #settledMs = 0;
  #raisedMs: number | null = null;

  update(frame: RecognitionFrame): IncidentCandidate[] {
    const nowMs = frame.capturedAtMs;
    const stepMs = this.#lastMs === null ? 0 : Math.min(500, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    if (frame.motion > limits.sceneChange) this.#unsettle(nowMs);
    const seen = this.#follow(frame);
    this.#places.update(seen, nowMs);
    if (nowMs >= this.#settledMs)
      for (const contact of this.#contacts.find(
        seen.filter((track) => track.large(frame)),
        nowMs,
        stepMs,
      ))
        this.#suspect(contact, nowMs);
    this.#suspicions = this.#suspicions.filter(({ openedMs }) => nowMs - openedMs <= limits.suspicionMs);
    const raised = this.#suspicions.filter((suspicion) => suspicion.review(seen, this.#places, frame));
    if (raised.length === 0 || (this.#raisedMs !== null && nowMs - this.#raisedMs < limits.quietMs)) return [];
    this.#raisedMs = nowMs;
    const best = raised.reduce((a, b) => (b.confidence > a.confidence ? b : a));
    return [
      {
        kind: 'accident',
        confidence: best.confidence,
        boxes: best.involved.filter(({ seenMs }) => nowMs - seenMs < 1000).map(({ label, bbox }) => ({ label, bbox })),
        evidence: [...best.evidence],
      },
    ];
  }

  /** Positions before and after do not connect. */
  #unsettle(nowMs: number): void {
    this.#settledMs = nowMs + limits.unsettledMs;
    for (const track of this.#tracks.values()) track.forgetPositions();
  }

  #follow(frame: RecognitionFrame): TrackMemory[] {
    const nowMs = frame.capturedAtMs;
    const seen: TrackMemory[] = [];
    for (const object of frame.tracks) {
      if (object.kind !== 'vehicle' || !object.detectedNow) continue;
      const track = this.#tracks.get(object.id) ?? new TrackMemory(object, nowMs);
      this.#tracks.set(object.id, track);
      track.see(object, frame);
      seen.push(track);
    }
    for (const [id, { seenMs }] of this.#tracks) if (nowMs - seenMs > limits.suspicionMs) this.#tracks.delete(id);
    return seen;
  }

  /** For traces. */ get suspicions(): readonly Suspicion[] {
    return this.#suspicions;
  }

  #suspect(contact: Contact, nowMs: number): void {
    const known = this.#suspicions.find((one) => one.has(contact.a) && one.has(contact.b));
    if (known !== undefined) known.touch(contact, nowMs);
    else this.#suspicions.push(new Suspicion(contact, nowMs));
  }
}
