/** The package ships no types; the encoder is handed on to glTF-Transform as it is. */
declare module 'draco3dgltf' {
  const draco: {
    createEncoderModule(options?: object): Promise<unknown>;
    createDecoderModule(options?: object): Promise<unknown>;
  };
  export = draco;
}
