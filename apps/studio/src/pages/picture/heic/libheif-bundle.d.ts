/** The few parts of libheif's WASM build that the worker uses. */
declare module 'libheif-js/libheif-wasm/libheif-bundle.mjs' {
  interface Failure {
    code?: unknown;
    message: string;
  }
  interface ImageHandle {
    code?: unknown;
  }
  interface Plane {
    id: unknown;
    width: number;
    height: number;
    /** Bytes from one row to the next. */
    stride: number;
    data: Uint8Array;
  }
  export interface Libheif {
    heif_error_code: { heif_error_Ok: unknown };
    heif_colorspace: { heif_colorspace_RGB: unknown };
    heif_chroma: { heif_chroma_interleaved_RGBA: unknown };
    heif_channel: { heif_channel_interleaved: unknown };
    heif_context_alloc(): object;
    heif_context_free(context: object): void;
    heif_context_read_from_memory(context: object, bytes: Uint8Array): Failure;
    heif_js_context_get_primary_image_handle(context: object): ImageHandle;
    heif_image_handle_get_width(handle: ImageHandle): number;
    heif_image_handle_get_height(handle: ImageHandle): number;
    heif_image_handle_release(handle: ImageHandle): void;
    heif_js_decode_image2(
      handle: ImageHandle,
      colorspace: unknown,
      chroma: unknown,
    ): Promise<Failure & { image: object; channels: Plane[] }>;
    heif_image_release(image: object): void;
  }
  // biome-ignore lint/style/noDefaultExport: what the module is
  export default function create(): Libheif;
}
