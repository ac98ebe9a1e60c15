package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No float or double in the packages that handle money, seen in the bytecode. */
class NoFloatingPointTest {

  private static final List<String> MONEY_PACKAGES =
      List.of("money", "x402", "budget", "ledger", "treasury", "call");

  private static final Set<String> FLOATING =
      Set.of("F", "D", "Ljava/lang/Float;", "Ljava/lang/Double;");

  @Test
  void packagesNearMoneyHaveNoFloatingPoint() throws IOException {
    List<String> found = new ArrayList<>();
    for (String name : MONEY_PACKAGES) {
      Path folder = Path.of("target/classes/dev/stipend", name);
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
            found.addAll(floatingPointIn(ClassFile.of().parse(file)));
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void theCheckSeesADouble() throws IOException {
    ClassModel model;
    try (var in = getClass().getResourceAsStream("NoFloatingPointTest$Culprit.class")) {
      model = ClassFile.of().parse(in.readAllBytes());
    }
    assertThat(floatingPointIn(model)).isNotEmpty();
  }

  private static List<String> floatingPointIn(ClassModel model) {
    List<String> found = new ArrayList<>();
    String name = model.thisClass().asInternalName();
    model.fields().stream()
        .filter(field -> isFloating(field.fieldTypeSymbol()))
        .forEach(field -> found.add(name + "." + field.fieldName().stringValue()));
    for (MethodModel method : model.methods()) {
      if (isFloating(method.methodTypeSymbol()) || hasFloatingCode(method)) {
        found.add(name + "." + method.methodName().stringValue() + "()");
      }
    }
    return found;
  }

  private static boolean hasFloatingCode(MethodModel method) {
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .anyMatch(
            element ->
                switch (element) {
                  case OperatorInstruction i -> isFloating(i.typeKind());
                  case LoadInstruction i -> isFloating(i.typeKind());
                  case StoreInstruction i -> isFloating(i.typeKind());
                  case ConvertInstruction i -> isFloating(i.fromType()) || isFloating(i.toType());
                  case FieldInstruction i -> isFloating(i.typeSymbol());
                  case InvokeInstruction i -> isFloating(i.typeSymbol());
                  default -> false;
                });
  }

  private static boolean isFloating(TypeKind kind) {
    return kind == TypeKind.FLOAT || kind == TypeKind.DOUBLE;
  }

  private static boolean isFloating(MethodTypeDesc type) {
    return isFloating(type.returnType())
        || type.parameterList().stream().anyMatch(NoFloatingPointTest::isFloating);
  }

  private static boolean isFloating(ClassDesc type) {
    String name = type.descriptorString();
    String element = name.replace("[", "");
    return FLOATING.contains(element);
  }

  /** What the check must be able to see. */
  static final class Culprit {
    long half(long amount) {
      return (long) (amount * 0.5);
    }
  }
}
