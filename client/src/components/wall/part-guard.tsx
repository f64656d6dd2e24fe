/** Keeps a fault in one tile or strip where it is: words in its place, and another try a little later. */
import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** What stands there meanwhile. */
  readonly instead: ReactNode;
}

/** What it shows is live: the next status may well be sound. */
const AGAIN_MS = 5000;

export class PartGuard extends Component<Props, { failed: boolean }> {
  override state = { failed: false };
  #timer: ReturnType<typeof setTimeout> | undefined;

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.setState({ failed: false }), AGAIN_MS);
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.instead : this.props.children;
  }
}
