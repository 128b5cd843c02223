package io.metricspipeline.localstack;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a kind of fault as the command line has it. */
final class FaultKindOption implements ITypeConverter<FaultKind> {
    @Override
    public FaultKind convert(String text) {
        return Arrays.stream(FaultKind.values())
                .filter(kind -> kind.option().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("must be one of "
                        + Arrays.stream(FaultKind.values())
                                .map(FaultKind::option)
                                .collect(Collectors.joining(", "))
                        + ", not '" + text + "'"));
    }
}
