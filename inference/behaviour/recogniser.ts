import type { IncidentCandidate } from '../../shared/inference/protocol.ts';
import type { IncidentKind } from '../../shared/schemas/incident.ts';
import { coverOfSmaller } from './box-geometry.ts';
import { CameraJolt } from './camera-jolt.ts';
import { ClassWatch, meanScore, type Sighting } from './class-watch.ts';
import { ContactFinder } from './contacts.ts';
import { limits } from './limits.ts';
import { peopleNear } from './people-near.ts';
import { RaisedIncidents } from './raised-incidents.ts';
import type { IncidentRecogniser, RecognitionFrame } from './recogniser-port.ts';
import { StandingPlaces } from './standing-places.ts';
import { type Scene, Suspicion } from './suspicion.ts';
import { TrackMemory } from './track-memory.ts';
import { weights } from './weights.ts';

/**
 * Recognises incidents on one camera: accidents from how vehicles move (contact, sudden change, standstill, people afterwards) and from
 * the model's own class, fire and smoke from theirs. Needs several frames for each, and says what it rests on.
 */
export class AccidentRecogniser implements IncidentRecogniser {
  readonly #tracks = new Map<number, TrackMemory>();
  readonly #contacts = new ContactFinder();
  readonly #places = new StandingPlaces();
  readonly #classes = new ClassWatch();
  readonly #jolt = new CameraJolt();
  readonly #raised = new RaisedIncidents();
  #suspicions: Suspicion[] = [];
  #lastMs: number | null = null;
  #settledMs = 0;
  #startedMs: number | null = null;

  /** What is under suspicion now, for traces. */
  get suspicions(): readonly Suspicion[] {
    return this.#suspicions;
  }

  update(frame: RecognitionFrame): IncidentCandidate[] {
    const nowMs = frame.capturedAtMs;
    this.#startedMs ??= nowMs;
    const jolted = frame.mode === 'detected' && this.#jolt.update(frame.tracks, nowMs);
    if (jolted || frame.motion > limits.sceneChange) this.#unsettle(nowMs);
    const vehicles = this.#follow(frame);
    this.#places.update(vehicles, nowMs);
    this.#raised.update(vehicles, nowMs);
    if (frame.mode === 'detected') this.#classes.update(frame.detections, nowMs);
    this.#suspicions = this.#suspicions.filter(({ openedMs }) => nowMs - openedMs <= limits.suspicionMs);
    this.#suspectContacts(frame, vehicles);
    this.#suspectSightings(vehicles, nowMs);
    this.#lastMs = nowMs;
    return [
      ...this.#accident({ frame, vehicles, places: this.#places }),
      ...this.#burning('fire', frame),
      ...this.#burning('smoke', frame),
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
      if (object.kind !== 'vehicle' || !object.sureNow) continue;
      const track = this.#tracks.get(object.id) ?? new TrackMemory(object, nowMs);
      this.#tracks.set(object.id, track);
      track.see(object, frame);
      seen.push(track);
    }
    for (const [id, { seenMs }] of this.#tracks) if (nowMs - seenMs > limits.suspicionMs) this.#tracks.delete(id);
    return seen;
  }

  #suspectContacts(frame: RecognitionFrame, vehicles: readonly TrackMemory[]): void {
    const nowMs = frame.capturedAtMs;
    if (nowMs < this.#settledMs) return;
    const stepMs = this.#lastMs === null ? 0 : Math.min(500, nowMs - this.#lastMs);
    const large = vehicles.filter((track) => track.large(frame));
    for (const contact of this.#contacts.find(large, nowMs, stepMs)) {
      const known = this.#suspicions.find(({ participants }) => participants.has(contact.a) && participants.has(contact.b));
      if (known === undefined) this.#suspicions.push(Suspicion.ofContact(contact, nowMs));
      else known.touch(contact, nowMs);
    }
  }

  /** The model's word counts where vehicles were driving: parked ones and empty road are never an accident. */
  #suspectSightings(vehicles: readonly TrackMemory[], nowMs: number): void {
    for (const sighting of this.#classes.lasting('accident', limits.accidentSeenMs)) {
      const within = vehicles.filter(
        ({ bbox, drove }) => drove !== null && nowMs - drove.atMs <= limits.suspicionMs && coverOfSmaller(sighting.bbox, bbox) > 0.3,
      );
      const about = this.#suspicions.filter(({ participants }) => within.some((track) => participants.has(track)));
      if (about.length === 0 && within.length > 0) {
        about.push(Suspicion.ofSighting(sighting.bbox, within, sighting.firstMs, nowMs));
        this.#suspicions.push(...about);
      }
      for (const one of about) one.add('model_class', weights.modelClass(meanScore(sighting)), within.map(({ id }) => id).slice(0, 20));
    }
  }

  #accident(scene: Scene): IncidentCandidate[] {
    const nowMs = scene.frame.capturedAtMs;
    const sure = this.#suspicions.filter((suspicion) => {
      const people = peopleNear(suspicion, scene.frame);
      if (people.length > 0) suspicion.add('people_on_road', weights.people(people.length), people);
      return suspicion.review(scene);
    });
    const [best] = sure.toSorted((a, b) => b.confidence - a.confidence);
    if (best === undefined || this.#raised.covers('accident', best.zone, nowMs)) return [];
    this.#raised.add('accident', best.zone, nowMs);
    const boxes = best.participants.all
      .filter(({ track }) => nowMs - track.seenMs < limits.shownMs)
      .map(({ track: { label, bbox } }) => ({ label, bbox }))
      .slice(0, 20);
    return [{ kind: 'accident', confidence: best.confidence, boxes, evidence: best.evidence.slice(0, 20) }];
  }

  #burning(kind: Extract<IncidentKind, 'fire' | 'smoke'>, { capturedAtMs: nowMs, width, height }: RecognitionFrame): IncidentCandidate[] {
    const fromMs = (this.#startedMs ?? nowMs) + limits.burningFromMs;
    const area = width * height * limits.burningArea;
    const seen = this.#classes
      .lasting(kind, limits.burningSeenMs)
      .filter((one) => meanScore(one) >= limits.burningScore && one.firstMs >= fromMs && one.bbox[2] * one.bbox[3] <= area);
    const fresh = seen.filter(({ bbox }) => !this.#raised.covers(kind, bbox, nowMs));
    for (const { bbox } of seen) this.#raised.renew(kind, bbox, nowMs);
    const [best] = fresh.toSorted((a, b) => meanScore(b) - meanScore(a));
    if (best === undefined) return [];
    this.#raised.add(kind, best.bbox, nowMs);
    return [candidateOf(kind, best)];
  }
}

function candidateOf(kind: IncidentKind, sighting: Sighting): IncidentCandidate {
  const confidence = Math.min(1, meanScore(sighting));
  const { label, bbox } = sighting;
  return { kind, confidence, boxes: [{ label, bbox }], evidence: [{ name: 'model_class', weight: confidence, trackIds: [] }] };
}
