import { useEffect, useEffectEvent } from 'react';
import { type Shortcut, shortcutOf } from './shortcut.ts';

/** Listens for shortcuts while mounted; keys pressed while writing are left alone. */
export function useShortcuts(onShortcut: (shortcut: Shortcut) => void): void {
  const act = useEffectEvent(onShortcut);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || isWriting(event.target)) return;
      const shortcut = shortcutOf(event);
      if (shortcut) act(shortcut);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
