import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { InboxContext } from '../inbox.ts';

const Context = createContext<InboxContext | null>(null);
export const InboxProvider = Context.Provider;

/** All models; views read their signals and call what they offer. */
export function useInbox(): InboxContext {
  const inbox = useContext(Context);
  if (!inbox) throw new Error('a view stands outside of the inbox');
  return inbox;
}

/** A model that lives as long as the view that asked for it, and is made anew when `key` changes. */
export function useOwned<Model extends { close(): void }>(make: () => Model, key: string): Model | null {
  const [model, setModel] = useState<Model | null>(null);
  useEffect(() => {
    const made = make();
    setModel(made);
    return () => made.close();
  }, [key]);
  return model;
}

/** Follows a media query. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const look = () => setMatches(list.matches);
    look();
    list.addEventListener('change', look);
    return () => list.removeEventListener('change', look);
  }, [query]);
  return matches;
}
