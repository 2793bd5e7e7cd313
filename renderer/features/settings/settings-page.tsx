export function SettingsPage({ onHelp }: { readonly onHelp: () => void }) {
  void onHelp;
  return null;
}
