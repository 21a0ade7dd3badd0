import { words } from "@/ui/format";
import "@/ui/bars.css";

/** A share from 0 to 1 as a bar with its number. */
export function Meter({ value, label }: { value: number; label: string }) {
  return (
    <span className="meter" role="img" aria-label={`${label}: ${value.toFixed(2)}`}>
      <span className="meter-track"><span style={{ width: `${Math.max(0, Math.min(1, value)) * 100}%` }} /></span>
      <span className="meter-value">{value.toFixed(2)}</span>
    </span>
  );
}

/** The named numbers a score is made of, as a small table of bars. */
export function Parts({ parts, label }: { parts: Record<string, number>; label: string }) {
  const entries = Object.entries(parts);
  if (entries.length === 0) return <p className="muted">No parts recorded.</p>;
  const top = Math.max(1, ...entries.map(([, value]) => Math.abs(value)));
  return (
    <table className="parts" aria-label={label}>
      <tbody>
        {entries.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{words(name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase())}</th>
            <td><span className="meter-track"><span data-negative={value < 0 || undefined} style={{ width: `${(Math.abs(value) / top) * 100}%` }} /></span></td>
            <td className="num">{value.toFixed(2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Score parts in one line, for dense lists: thin bars with their names on hover and for screen readers. */
export function SparkParts({ parts }: { parts: Record<string, number> }) {
  const entries = Object.entries(parts);
  if (entries.length === 0) return null;
  const said = entries.map(([name, value]) => `${words(name)} ${value.toFixed(2)}`).join(", ");
  return (
    <span className="spark" role="img" aria-label={said} title={said}>
      {entries.map(([name, value]) => (
        <span key={name} className="spark-bar"><span style={{ height: `${Math.max(0, Math.min(1, value)) * 100}%` }} /></span>
      ))}
    </span>
  );
}
