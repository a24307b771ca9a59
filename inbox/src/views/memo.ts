import { Component, type ComponentType, type FunctionComponent, h } from 'preact';

/** Renders again only when a prop is another one: a list of many rows moves one at a time. */
export function memo<Props extends object>(Inner: FunctionComponent<Props>): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      const keys = new Set([...Object.keys(next), ...Object.keys(this.props)]) as Set<keyof Props>;
      return [...keys].some((key) => next[key] !== (this.props as Props)[key]);
    }
    render() {
      return h(Inner, this.props as Props);
    }
  };
}
