import java.io.File;
import org.teavm.diagnostics.Problem;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.vm.TeaVMOptimizationLevel;

/** Compiles a main class and what it reaches to C: {@code CompileToC MAIN FOLDER}. */
final class CompileToC {
  /** Nothing of a run is ever collected, so nothing of a key is ever moved. */
  private static final int HEAP = 64 << 20;

  public static void main(String[] args) throws Exception {
    TeaVMTool tool = new TeaVMTool();
    tool.setTargetType(TeaVMTargetType.C);
    tool.setMainClass(args[0]);
    tool.setTargetDirectory(new File(args[1]));
    tool.setOptimizationLevel(TeaVMOptimizationLevel.ADVANCED);
    tool.setMinHeapSize(HEAP);
    tool.setMaxHeapSize(HEAP);
    tool.setObfuscated(true);
    tool.setShortFileNames(true);
    tool.setClassLoader(CompileToC.class.getClassLoader());
    tool.generate();
    for (Problem problem : tool.getProblemProvider().getProblems()) {
      System.err.println(problem.getLocation() + ": " + problem.getText());
    }
    if (!tool.getProblemProvider().getSevereProblems().isEmpty()) {
      System.exit(1);
    }
  }
}
