/** What names the place of an incident in one word; a call for help may come from no camera. */
export function placeName({ cameraName, location }: { readonly cameraName: string; readonly location: string }): string {
  return cameraName || location;
}
