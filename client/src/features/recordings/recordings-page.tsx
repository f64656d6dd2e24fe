export default function RecordingsPage() {
  return null;
}
