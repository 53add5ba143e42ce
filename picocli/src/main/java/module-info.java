/** picocli as it was published, compiled for this runtime. */
module info.picocli {
  exports picocli;
}
