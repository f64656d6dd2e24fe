/** placeholder, replaced below */
export default function LargeView() {
  return null;
}
