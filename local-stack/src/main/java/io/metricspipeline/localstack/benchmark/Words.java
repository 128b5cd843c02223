package io.metricspipeline.localstack.benchmark;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a constant of an enum as its toString writes it, and names them all when it is none. */
abstract class Words<E extends Enum<E>> implements ITypeConverter<E> {
    private final E[] all;

    Words(E[] all) {
        this.all = all;
    }

    @Override
    public E convert(String word) {
        return Arrays.stream(all)
                .filter(one -> one.toString().equals(word))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + word + "' is none of "
                        + Arrays.stream(all).map(E::toString).collect(Collectors.joining(", "))));
    }

    static final class OfContender extends Words<Contender> {
        OfContender() {
            super(Contender.values());
        }
    }

    static final class OfPart extends Words<BenchmarkPart> {
        OfPart() {
            super(BenchmarkPart.values());
        }
    }
}
