/** Share of a vote that is left after one more. */
const fading = 0.95;
/** How much stronger another label must be to take over, so that names do not flicker. */
const lead = 1.2;

/** A track's class: every detection votes with its score, older votes fade. */
export class LabelVote {
  readonly #votes = new Map<string, number>();
  label: string;

  constructor(label: string, score: number) {
    this.label = label;
    this.#votes.set(label, score);
  }

  add(label: string, score: number): void {
    for (const [name, vote] of this.#votes) this.#votes.set(name, vote * fading);
    const votes = (this.#votes.get(label) ?? 0) + score;
    this.#votes.set(label, votes);
    if (votes > (this.#votes.get(this.label) ?? 0) * lead) this.label = label;
  }
}
