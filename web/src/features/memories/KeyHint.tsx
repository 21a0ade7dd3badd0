/** The keys of the decision queue, in sight where they work. */
export function KeyHint() {
  return (
    <p className="muted key-hint" aria-label="Keys: j and k move, p promotes, i pins, x rejects, e expires, q quarantines, u undoes, space opens the quick look, s chooses">
      <kbd>j</kbd> <kbd>k</kbd> move · <kbd>p</kbd> promote · <kbd>i</kbd> pin · <kbd>x</kbd> reject · <kbd>e</kbd> expire · <kbd>q</kbd> quarantine · <kbd>u</kbd> undo · <kbd>space</kbd> quick look · <kbd>s</kbd> choose
    </p>
  );
}
